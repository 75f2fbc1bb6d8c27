from django.apps import AppConfig


class PictureConfig(AppConfig):
    name = "samlad.picture"
    label = "picture"
