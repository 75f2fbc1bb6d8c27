from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save


class WebConfig(AppConfig):
    name = "samlad.web"
    label = "web"

    def ready(self) -> None:
        from samlad.web import checks  # noqa: F401 - its checks register themselves

        pre_save.connect(_forget_what_was_typed, sender="axes.AccessAttempt", dispatch_uid="forget_typed")


def _forget_what_was_typed(instance: Any, **_more: Any) -> None:
    """The lock of sign-ins needs the address and the count; axes keeps the whole form beside them."""
    instance.get_data = instance.post_data = ""
