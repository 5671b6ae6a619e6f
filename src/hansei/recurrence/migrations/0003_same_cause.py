from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("recurrence", "0002_meanings"),)

    operations = (
        migrations.CreateModel(
            name="SameCause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity", models.BigIntegerField(unique=True)),
                ("wording", models.TextField()),
                ("says", models.TextField()),
                ("counts_as", models.TextField()),
                ("as_says", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    )
