from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("learning", "0002_observations"),)

    operations = (
        migrations.CreateModel(
            name="OwnFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=100)),
                ("start", models.CharField(max_length=40)),
                ("end", models.CharField(max_length=40)),
                ("first", models.IntegerField(null=True)),
                ("last", models.IntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("withdrawn", models.DateTimeField(null=True)),
            ],
        ),
    )
