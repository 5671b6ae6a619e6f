import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key(to: str, name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name=name, to=to
    )


class Migration(migrations.Migration):
    dependencies = (
        ("postmortem", "0002_web"),
        ("timeline", "0002_web"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="DraftRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                ("upload", models.CharField(blank=True, max_length=60)),
                ("title", models.TextField(blank=True)),
                ("zone", models.TextField(blank=True)),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("findings", models.IntegerField(default=0)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("finished", models.DateTimeField(null=True)),
                ("addition", _key("timeline.incident", "additions")),
                ("batch", _key("timeline.import", "draft_requests")),
                ("incident", _key("timeline.incident", "draft_requests")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("post_mortem", _key("postmortem.postmortem", "draft_requests")),
            ],
        ),
    )
