from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "samlad.people"
    label = "people"
