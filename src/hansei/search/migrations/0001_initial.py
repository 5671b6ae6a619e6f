import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hansei.search import engine

_KEY = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)
_EVERYTHING = "INSERT INTO search_changed (kind, object_id) SELECT {kind}, id FROM {table}"
_INDEXED = {1: "timeline_incident", 2: "postmortem_postmortem", 3: "postmortem_action"}


def create(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in engine.CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(engine.DROP)


class Migration(migrations.Migration):
    dependencies = (
        ("timeline", "0002_web"),
        ("postmortem", "0002_web"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="Text",
            fields=[
                ("rowid", models.BigIntegerField(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("body", models.TextField()),
            ],
            options={"db_table": "search_text", "managed": False},
        ),
        migrations.RunPython(create, drop, elidable=False),
        migrations.CreateModel(
            name="Changed",
            fields=[
                _KEY,
                ("kind", models.IntegerField()),
                ("object_id", models.BigIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="changed",
            constraint=models.UniqueConstraint(fields=("kind", "object_id"), name="changed_once"),
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                _KEY,
                ("page", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=100)),
                ("query", models.TextField(blank=True)),
                ("shared", models.BooleanField(default=False)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("removed", models.DateTimeField(null=True)),
                ("version", models.BigIntegerField(default=1)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["page", "owner"], name="view_of_page")],
            },
        ),
        *(
            migrations.RunSQL(_EVERYTHING.format(kind=kind, table=table), migrations.RunSQL.noop)
            for kind, table in _INDEXED.items()
        ),
    )
