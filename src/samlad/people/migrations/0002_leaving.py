from typing import Any

from django.db import migrations, models


def close_left(apps: Any, schema_editor: Any) -> None:
    """Whoever had left before this could still sign in, to nothing."""
    user, member = apps.get_model("people", "User"), apps.get_model("people", "Member")
    left = set(member.objects.exclude(ended_at=None).values_list("user", flat=True))
    standing = set(member.objects.filter(ended_at=None).values_list("user", flat=True))
    user.objects.filter(pk__in=left - standing).update(is_active=False)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="forgotten_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(close_left, migrations.RunPython.noop),
    ]
