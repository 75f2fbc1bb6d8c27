from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "samlad.collect"
    label = "collect"
