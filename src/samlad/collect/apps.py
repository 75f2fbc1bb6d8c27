from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "samlad.collect"
    label = "collect"

    def ready(self) -> None:
        from samlad.collect.holdings import REPORTS
        from samlad.people import holdings

        holdings.register(REPORTS)
