from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "samlad.act"
    label = "act"

    def ready(self) -> None:
        from samlad.act.holdings import MEASURES
        from samlad.people import holdings

        holdings.register(MEASURES)
