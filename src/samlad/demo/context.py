"""The demo's people on the sign-in page, so that one can be any of them by one press."""

import os
from typing import Any

from django.http import HttpRequest

from samlad.demo.load import ORGANISATIONS, PASSWORD, PEOPLE
from samlad.people.models import Role


def people(request: HttpRequest) -> dict[str, Any]:
    """`demo_users`, where `samlad demo` serves and nobody is signed in."""
    if os.environ.get("SAMLAD_DEMO") != "yes" or request.user.is_authenticated:
        return {}
    organisations = {slug: name for slug, name, _ in ORGANISATIONS}
    return {
        "demo_users": [
            {
                "name": person.name,
                "role": Role(person.role).label,
                "organisation": organisations[person.organisation],
                "email": person.email,
                "password": PASSWORD,
            }
            for person in PEOPLE
        ]
    }
