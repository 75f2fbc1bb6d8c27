"""The database itself refuses to change a frozen picture."""

import pytest
from django.db import IntegrityError, connection, transaction
from tests.conftest import World

from samlad.people.models import Role
from samlad.picture import actions
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period


@pytest.fixture
def frozen(norrby: World) -> FrozenPicture:
    return actions.freeze(
        actor=norrby.members[Role.COORDINATOR], period=Period.parse("2026-W44"), words_revision=0
    )


def test_an_update_is_refused(frozen: FrozenPicture) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        FrozenPicture.objects.filter(pk=frozen.pk).update(words="Something else")
    frozen.words = "Something else"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        frozen.save()
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE picture_frozenpicture SET label = label")
    assert FrozenPicture.objects.get().words == ""


def test_two_of_the_same_edition_cannot_be(frozen: FrozenPicture) -> None:
    frozen.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        frozen.save(force_insert=True)
