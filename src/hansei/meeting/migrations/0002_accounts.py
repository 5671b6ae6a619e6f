import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("meeting", "0001_initial"),
        ("postmortem", "0003_action_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="AccountRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("laid_out", models.DateTimeField(null=True)),
                (
                    "post_mortem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_round",
                        to="postmortem.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("handed", models.DateTimeField(null=True)),
                ("saw_first", models.DateTimeField(null=True)),
                ("version", models.BigIntegerField(default=1)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accounts",
                        to="meeting.accountround",
                    ),
                ),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("round", "user"), name="account_once"),
                ),
            },
        ),
    )
