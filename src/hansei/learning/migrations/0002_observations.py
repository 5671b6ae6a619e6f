from django.db import migrations, models

_EVERYTHING = (
    "INSERT INTO learning_changed (kind, object_id) SELECT 4, id FROM timeline_record"
    " WHERE source IN ('uptimerobot', 'betterstack', 'statuscake', 'statuspage')"
)


class Migration(migrations.Migration):
    dependencies = (("learning", "0001_initial"), ("timeline", "0004_availability"))

    operations = (
        migrations.CreateModel(
            name="Observation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.BigIntegerField()),
                ("source", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=200)),
                ("service", models.CharField(max_length=200)),
                ("state", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("stated", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "service"), name="observation_once")
                ],
                "indexes": [
                    models.Index(fields=["service", "source", "at"], name="observation_of")
                ],
            },
        ),
        migrations.RunSQL(_EVERYTHING, migrations.RunSQL.noop),
    )
