"""`samlad user`: members made at the server, until they can be administered in the pages."""

import argparse
import getpass
import secrets
import sys

from samlad.terminal import fail


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Make a member of an organisation, or give an existing user a new password."
    parser.add_argument("email", help="the address to sign in with")
    parser.add_argument("--name", default="", help="the name that colleagues see")
    parser.add_argument("--collaboration", help="slug of the collaboration, e.g. lulea")
    parser.add_argument("--organisation", help="slug of the organisation, e.g. polisen")
    parser.add_argument("--role", help="reporter, reviewer, member, coordinator, reader or admin")
    parser.add_argument(
        "--password",
        choices=("ask", "make"),
        default="make",
        help="ask for it, or make and print one (default)",
    )


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from samlad.people import actions
    from samlad.people.models import Organisation, Role, User

    user = User.objects.filter(email=options.email.lower()).first()
    if user is None and not (options.collaboration and options.organisation and options.role):
        return fail(
            f"there is no user {options.email!r}; to make one, add --collaboration, --organisation and --role."
        )
    if options.role and options.role not in Role.values:
        return fail(f"the role is {options.role!r}; use one of {', '.join(Role.values)}.")
    organisation = None
    if options.organisation:
        organisation = Organisation.objects.filter(
            slug=options.organisation, collaboration__slug=options.collaboration
        ).first()
        if organisation is None:
            return fail(f"there is no organisation {options.organisation!r} in {options.collaboration!r}.")
    password = getpass.getpass("Password: ") if options.password == "ask" else secrets.token_urlsafe(12)  # noqa: S105
    try:
        validate_password(password, user or User(email=options.email, name=options.name))
    except ValidationError as problem:
        return fail(" ".join(problem.messages))
    if user is None:
        user = User.objects.create_user(options.email, password, options.name)
    else:
        user.set_password(password)
        user.save(update_fields=["password"])
    if organisation is not None:
        actions.add_member(actor=None, user=user, organisation=organisation, role=options.role)
    if options.password == "make":  # noqa: S105
        print(f"Password for {user.email}: {password}", file=sys.stdout)
    return 0
