import django.db.models.deletion
from django.db import migrations, models

_KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))  # fmt: skip  # noqa: E501


class Migration(migrations.Migration):
    dependencies = (("timeline", "0002_web"),)

    operations = (
        migrations.CreateModel(
            name="TimelineChange",
            fields=[
                _KEY,
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("verb", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("version", models.BigIntegerField()),
                ("undone", models.DateTimeField(null=True)),
                ("undone_by", models.TextField(blank=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="timeline.incident",
                    ),
                ),
            ],
            options={"ordering": ("-pk",)},
        ),
        migrations.CreateModel(
            name="ChangedPart",
            fields=[
                _KEY,
                ("what", models.TextField()),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="timeline.timelinechange",
                    ),
                ),
            ],
        ),
        migrations.AlterModelOptions(name="event", options={"ordering": ("at", "pk")}),
        migrations.AddField(
            model_name="event",
            name="drafted",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="event",
            name="amendment",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="event",
            name="removed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="incident",
            name="milestones",
            field=models.TextField(db_default="{}", default="{}"),
        ),
        migrations.AlterField(
            model_name="event",
            name="incident",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="timeline.incident",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["incident", "at", "id"], name="event_of_timeline"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["incident", "name"], name="event_by_name"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("key", True)),
                fields=["incident", "at", "id"],
                name="event_key",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("amendment", ""), _negated=True),
                fields=["incident", "name"],
                name="event_touched",
            ),
        ),
    )
