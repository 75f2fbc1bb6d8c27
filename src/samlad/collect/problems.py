"""What is wrong with a file, in the words of the page's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from samlad.collect import guard
from samlad.collect.guard import mask
from samlad.collect.models import ImportJob, ImportRejection
from samlad.collect.profile import FIELDS
from samlad.collect.reasons import InputError
from samlad.collect.tables import FileProblem


def sentence(template: str, parameters: Mapping[str, Any]) -> str:
    """A template in the page's language, with its parameters."""
    words = {name: gettext(value) if name == "what" else value for name, value in parameters.items()}
    try:
        return gettext(template).format(**words) if template else ""
    except (KeyError, IndexError, ValueError):
        # A translation that lost a parameter must not cost the reader the sentence.
        return template


def file_problem(problem: FileProblem | InputError) -> str:
    """Why a file cannot be used at all, and what to do."""
    if isinstance(problem, InputError):
        told = " ".join(sentence(reason.template, reason.parameters) for reason in problem.reasons)
    else:
        parts = (problem.template, problem.remedy)
        told = " ".join(sentence(part, problem.parameters) for part in parts if part)
    # A profile's values are named, and nothing of a profile has passed the guard.
    return mask(told)[0]


def note_texts(job: ImportJob) -> list[str]:
    """The remarks about a job's file."""
    return [sentence(template, parameters) for template, parameters in job.notes]


def kind_word(kind: str) -> str:
    """What a kind of personal data is called on the page."""
    words = {
        guard.IDENTITY_NUMBER: gettext("personal identity number"),
        guard.TELEPHONE: gettext("telephone number"),
        guard.EMAIL: gettext("e-mail address"),
        guard.PLATE: gettext("registration plate"),
    }
    return words.get(kind, kind)


def masked_kinds(job: ImportJob) -> list[tuple[str, int]]:
    """What was found and masked in a job's file, and how often."""
    return [(kind_word(kind), number) for kind, number in job.masked.items()]


def field_text(field: str) -> str:
    """What a field is called on the page; the header of a column of the file stays what it is."""
    swedish, english = FIELDS.get(field, (field, field))
    return english if (get_language() or "").startswith("en") else swedish


def reason_text(rejection: ImportRejection) -> str:
    """Why a row was rejected, and what to do."""
    parts = (rejection.template, rejection.remedy)
    return " ".join(sentence(part, rejection.parameters) for part in parts if part)
