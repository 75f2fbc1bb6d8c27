"""How long the words of incidents are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_leaving")]

    operations = [
        migrations.AddField(
            model_name="collaboration",
            name="text_months",
            field=models.PositiveSmallIntegerField(default=24),
        ),
    ]
