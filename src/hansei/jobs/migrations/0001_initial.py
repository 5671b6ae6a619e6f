from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("arguments", models.TextField(default="{}")),
                ("key", models.CharField(max_length=200, null=True, unique=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("due", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("holder", models.TextField(blank=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("finished", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": (
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due"], name="job_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["lease_until"],
                        name="job_running",
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="Runner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("started", models.DateTimeField()),
                ("seen", models.DateTimeField()),
            ],
        ),
    )
