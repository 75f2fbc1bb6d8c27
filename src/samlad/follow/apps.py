from django.apps import AppConfig


class FollowConfig(AppConfig):
    name = "samlad.follow"
    label = "follow"
