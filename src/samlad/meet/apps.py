from django.apps import AppConfig


class MeetConfig(AppConfig):
    name = "samlad.meet"
    label = "meet"

    def ready(self) -> None:
        from samlad.meet.holdings import TASKS
        from samlad.people import holdings

        holdings.register(TASKS)
