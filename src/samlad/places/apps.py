from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "samlad.places"
    label = "places"
