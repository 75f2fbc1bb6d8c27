"""Computing again tells figures from words; what came out the same before had the same figures."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def known(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("picture", "PictureCheck").objects.filter(same=True).update(figures_same=True)


class Migration(migrations.Migration):
    dependencies = [("picture", "0002_frozen_never_changes")]

    operations = [
        migrations.AddField(
            model_name="picturecheck",
            name="figures_same",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.RunPython(known, migrations.RunPython.noop),
    ]
