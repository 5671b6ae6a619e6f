import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Setting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=50, unique=True)),
                ("value", models.TextField()),
                ("version", models.BigIntegerField(default=1)),
                ("updated", models.DateTimeField()),
                ("updated_by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("version", models.BigIntegerField(default=1)),
                ("archived", models.DateTimeField(null=True)),
                ("created", models.DateTimeField()),
                ("created_by", models.TextField()),
                ("updated", models.DateTimeField()),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("kind", "name"), name="template_once"),
                ),
            },
        ),
        migrations.CreateModel(
            name="TemplateRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("text", models.TextField()),
                ("author", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="organisation.template",
                    ),
                ),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(
                        fields=("template", "number"), name="template_revision_once"
                    ),
                ),
            },
        ),
    )
