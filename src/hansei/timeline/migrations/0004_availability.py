import django.db.models.deletion
from django.db import migrations, models

_KEY = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)


class Migration(migrations.Migration):
    dependencies = (("timeline", "0003_edits"),)

    operations = (
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                _KEY,
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("withdrawn", models.DateTimeField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="maintenance",
                        to="timeline.service",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["service", "end"], name="maintenance_of_service")],
            },
        ),
        migrations.CreateModel(
            name="Degradation",
            fields=[
                _KEY,
                ("share", models.FloatField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="degradation",
                        to="timeline.incident",
                    ),
                ),
            ],
        ),
    )
