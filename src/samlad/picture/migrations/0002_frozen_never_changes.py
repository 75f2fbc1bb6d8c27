"""A frozen picture cannot be changed: the database itself refuses. Whether it computes to the same is kept beside it.

SQLite makes a table anew when a later migration alters it, and drops its triggers: such a migration has to make
this one again (`tests/picture/test_frozen_table.py` fails until it does).
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "A frozen picture never changes; freeze a new edition instead."
MAKE = {
    "sqlite": [
        "CREATE TRIGGER picture_frozen_never_changes BEFORE UPDATE ON picture_frozenpicture "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION picture_frozen_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER picture_frozen_never_changes BEFORE UPDATE ON picture_frozenpicture "
        "FOR EACH ROW EXECUTE FUNCTION picture_frozen_never_changes()",
    ],
}
DROP = {
    "sqlite": ["DROP TRIGGER picture_frozen_never_changes"],
    "postgresql": [
        "DROP TRIGGER picture_frozen_never_changes ON picture_frozenpicture",
        "DROP FUNCTION picture_frozen_never_changes()",
    ],
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[editor.connection.vendor]:
        # No parameters: a statement's own % signs and quotes stay as they are.
        editor.execute(statement, params=None)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("picture", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PictureCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("same", models.BooleanField()),
                ("code_version", models.CharField(max_length=40)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="picture.frozenpicture",
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.RunPython(make, drop),
    ]
