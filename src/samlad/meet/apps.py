from django.apps import AppConfig


class MeetConfig(AppConfig):
    name = "samlad.meet"
    label = "meet"
