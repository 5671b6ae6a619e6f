import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("recurrence", "0001_initial"), ("timeline", "0003_edits"))

    operations = (
        migrations.CreateModel(
            name="Meaning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_of", models.TextField()),
                ("whole", models.BinaryField()),
                ("sentences", models.TextField()),
                ("parts", models.BinaryField()),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meaning",
                        to="timeline.incident",
                    ),
                ),
            ],
        ),
    )
