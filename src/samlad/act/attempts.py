"""A form that is sent: the action does what it asks, or its page says at each field why not."""

from collections.abc import Callable
from typing import TypeVar

from samlad.act.forms import PageForm
from samlad.act.refusals import Conflict, Refused

Made = TypeVar("Made")


def attempt(form: PageForm, action: Callable[[], Made]) -> tuple[Made | None, int]:
    """What the action made and 200; or nothing, and the status of the page on which the form is shown again."""
    if not form.is_valid():
        return None, 422
    try:
        return action(), 200
    except Refused as refused:
        form.refuse(refused.sentences)
        return None, 422
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return None, 409
