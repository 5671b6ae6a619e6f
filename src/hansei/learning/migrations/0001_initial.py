from django.db import migrations, models

_KEY = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)
_EVERYTHING = "INSERT INTO learning_changed (kind, object_id) SELECT 1, id FROM timeline_incident"


class Migration(migrations.Migration):
    dependencies = (("timeline", "0002_web"), ("postmortem", "0002_web"))

    operations = (
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("rows", models.IntegerField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("digest", models.CharField(max_length=32)),
                ("facts", models.BinaryField()),
                ("links", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[_KEY, ("text", models.CharField(max_length=200, unique=True))],
        ),
        migrations.CreateModel(
            name="Changed",
            fields=[
                _KEY,
                ("kind", models.IntegerField()),
                ("object_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id"), name="learning_changed_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(_EVERYTHING, migrations.RunSQL.noop),
    )
