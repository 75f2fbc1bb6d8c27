"""Collaborations (the tenants), their organisations and members, and the audit trail."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def new_secret() -> bytes:
    """Thirty-two random bytes."""
    return secrets.token_bytes(32)


class Role(models.TextChoices):
    """What a member is in the collaboration; exactly one each."""

    REPORTER = "reporter", _("reporter")
    REVIEWER = "reviewer", _("reviewer")
    MEMBER = "member", _("group member")
    COORDINATOR = "coordinator", _("coordinator")
    READER = "reader", _("reader")
    ADMIN = "admin", _("administrator")


class UserManager(BaseUserManager["User"]):
    """Users sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Rights come from memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    # Without a standing membership nobody signs in.
    is_active = models.BooleanField(default=True)
    # When name and address were erased: the row is an empty id from then on, for the history alone.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return gettext("former member") if self.forgotten_at else self.name or self.email


class Collaboration(models.Model):
    """The tenant: organisations that share one picture. Every row belongs to one."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=40, default="Europe/Stockholm")
    small_count_threshold = models.PositiveSmallIntegerField(default=5)
    # How many months after it happened an incident's words are forgotten (`collect.weeding`); its figures stay.
    text_months = models.PositiveSmallIntegerField(default=24)
    simulated = models.BooleanField(default=False)
    # Grows by one with every write of incidents; readers know by it what they have not seen yet.
    data_version = models.BigIntegerField(default=0)
    # Keys the digests of senders' ids: nobody without it can try case numbers against them.
    key_secret = models.BinaryField(default=new_secret, editable=False)
    attributions = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """One of the organisations of a collaboration; owns what it reported."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        POLICE = "police", _("police")
        HOUSING = "housing", _("housing company")
        OTHER = "other", _("other")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="organisations")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    # Its word is expected every week: without it, the picture says that it is silent.
    checks_in = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["collaboration_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="organisation_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A user in an organisation, with one role; a user has one membership per collaboration."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="members")
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=20, choices=Role.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "collaboration"],
                condition=models.Q(ended_at__isnull=True),
                name="one_membership_per_collaboration",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"

    @property
    def lost_on(self) -> datetime | None:
        """Until when the end of the membership can be taken back."""
        return self.ended_at and self.ended_at + timedelta(days=settings.FORGET_DAYS)

    @property
    def shown_name(self) -> str:
        """The name for pages. Whoever has left keeps their rows, and is no longer named beside them."""
        return str(self.user) if self.ended_at is None else gettext("former member")


class Invitation(models.Model):
    """A way in for one person, once. The address is kept until it is used, withdrawn or too old, and no longer."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role.choices)
    email = models.EmailField(blank=True)
    # The link itself is in the letter alone: whoever reads the database cannot use it.
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def closed_on(self) -> datetime:
        """When it stopped being of use."""
        return self.accepted_at or self.withdrawn_at or self.expires_at

    @property
    def outcome(self) -> str:
        """What became of it, in a word."""
        if self.accepted_at is not None:
            return gettext("accepted")
        return gettext("withdrawn") if self.withdrawn_at is not None else gettext("ran out, unused")


class AuditEntry(models.Model):
    """What was changed, by which member, when. Holds ids, codes and counts, never free text."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="audit_entries")
    at = models.DateTimeField(auto_now_add=True)
    # Empty where the system itself acted (the demo's loading, a command at the server).
    actor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True, blank=True)
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "-id"], name="audit_newest"),
            # Which subjects there are, and the newest of one.
            models.Index(fields=["collaboration", "subject", "-id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject} {self.subject_id or ''}".rstrip()
