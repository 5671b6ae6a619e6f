# ruff: noqa: RUF012
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("new", models.BigIntegerField(default=0)),
                ("known", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("records", models.BigIntegerField()),
                ("refused", models.BigIntegerField()),
                ("note", models.TextField(blank=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="timeline.import",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("severity", models.TextField(blank=True)),
                ("status", models.TextField(blank=True)),
                ("zone", models.TextField(default="UTC")),
                ("started", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(null=True)),
                ("near_miss", models.BooleanField(default=False)),
                ("timeline_digest", models.CharField(blank=True, max_length=64)),
                ("clocks", models.TextField(default="[]")),
                ("counts", models.TextField(default="{}")),
                ("version", models.BigIntegerField(default=1)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("imports", models.ManyToManyField(related_name="incidents", to="timeline.import")),
                (
                    "services",
                    models.ManyToManyField(related_name="incidents", to="timeline.service"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("at", models.DateTimeField()),
                ("key", models.BooleanField()),
                ("body", models.TextField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="timeline.incident",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.TextField()),
                ("code", models.TextField()),
                ("reason", models.TextField()),
                ("raw", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusals",
                        to="timeline.importfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity", models.BigIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("source", models.TextField()),
                ("key", models.TextField()),
                ("at", models.DateTimeField()),
                ("reading", models.TextField()),
                ("place", models.TextField()),
                ("raw", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="timeline.import",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "at"], name="record_of_batch")],
                "constraints": [
                    models.UniqueConstraint(fields=("identity", "digest"), name="record_once")
                ],
            },
        ),
    ]
