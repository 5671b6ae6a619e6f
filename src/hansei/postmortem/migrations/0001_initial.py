# ruff: noqa: RUF012
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("timeline", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostMortem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("document_id", models.CharField(max_length=200, unique=True)),
                ("title", models.TextField()),
                ("variant", models.TextField()),
                ("status", models.TextField()),
                ("severity", models.TextField(blank=True)),
                ("owner", models.TextField(blank=True)),
                ("zone", models.TextField(default="UTC")),
                ("restricted", models.BooleanField(default=False)),
                ("source", models.TextField(blank=True)),
                ("source_identity", models.BigIntegerField(db_index=True)),
                ("document", models.TextField()),
                ("milestones", models.TextField(default="{}")),
                ("version", models.BigIntegerField(default=1)),
                ("created", models.DateTimeField()),
                ("updated", models.DateTimeField()),
                (
                    "incidents",
                    models.ManyToManyField(related_name="post_mortems", to="timeline.incident"),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="post_mortems",
                        to="accounts.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("text", models.TextField()),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lessons",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ("post_mortem", "position"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("url", models.TextField(blank=True)),
                ("content", models.BinaryField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("added", models.DateTimeField()),
                ("added_by", models.TextField()),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.TextField()),
                ("position", models.IntegerField()),
                ("text", models.TextField()),
                ("owner", models.TextField(blank=True)),
                ("due", models.DateField(null=True)),
                ("status", models.CharField(default="planned", max_length=20)),
                ("answers", models.TextField(blank=True)),
                ("revision", models.BigIntegerField()),
                ("in_document", models.BooleanField(default=True)),
                ("version", models.BigIntegerField(default=1)),
                (
                    "post_mortem",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
            options={
                "ordering": ("post_mortem", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.DateTimeField()),
                ("minutes", models.IntegerField()),
                ("reason", models.TextField(blank=True)),
                ("held", models.DateTimeField(null=True)),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post_mortem", "user"), name="grant_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("day", models.DateField()),
                ("figures", models.TextField(blank=True)),
                ("closed", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(blank=True)),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post_mortem", "number"), name="check_in_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("document", models.TextField()),
                ("markdown", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("author", models.TextField()),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post_mortem", "number"), name="revision_once")
                ],
            },
        ),
    ]
