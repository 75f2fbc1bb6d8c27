from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether an incident was said to be at its place, or was found to lie there."""

    dependencies = [("collect", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="place_said",
            field=models.BooleanField(default=False),
        ),
    ]
