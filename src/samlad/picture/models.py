"""Frozen pictures: what was known and said at a moment, which never changes."""

from typing import ClassVar

from django.db import models

from samlad.people.models import Collaboration, Member


class PictureWords(models.Model):
    """The coordinator's words for a picture that is not frozen yet."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="picture_words")
    label = models.CharField(max_length=10)
    # Guarded.
    text = models.TextField(max_length=4_000, blank=True)
    # Grows with each change: two who write at once are told of each other.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "label"], name="picture_words_once"),
        ]

    def __str__(self) -> str:
        return f"words for {self.label}"


class FrozenPicture(models.Model):
    """The joint picture of a period as it was frozen, with everything that it takes to compute it again.

    A trigger in the database refuses every change of a row. Where a period has to be frozen anew, that is a new
    edition beside the old one.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="frozen_pictures")
    label = models.CharField(max_length=10)
    edition = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    data_version = models.BigIntegerField()
    code_version = models.CharField(max_length=40)
    # The query, the time zone, the check-ins: what besides the incidents the picture was computed from.
    parameters = models.JSONField()
    # The names and hierarchies of that day, as zlib-compressed JSON.
    catalogue = models.BinaryField()
    # The composed picture in both languages, as zlib-compressed JSON of `PictureDocument`.
    swedish = models.BinaryField()
    english = models.BinaryField()
    words = models.TextField(max_length=4_000, blank=True)
    # Why there is a later edition.
    reason = models.CharField(max_length=300, blank=True)
    # SHA-256 of everything above that matters.
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_day", "-edition"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["collaboration", "label", "edition"], name="frozen_picture_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.edition})"


class PictureCheck(models.Model):
    """That a frozen picture was computed again, and whether it came out the same."""

    picture = models.ForeignKey(FrozenPicture, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # All of it, and its figures alone: another code version may word them otherwise.
    same = models.BooleanField()
    figures_same = models.BooleanField()
    # Of the code that computed it again.
    code_version = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.picture} {'the same' if self.same else 'different'}"
