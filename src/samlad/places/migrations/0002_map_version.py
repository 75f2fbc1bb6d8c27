import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_text_months"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MapVersion",
            fields=[
                (
                    "collaboration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="map_version",
                        serialize=False,
                        to="people.collaboration",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
