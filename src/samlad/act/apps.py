from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "samlad.act"
    label = "act"
