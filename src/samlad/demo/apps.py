from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "samlad.demo"
    label = "demo"
