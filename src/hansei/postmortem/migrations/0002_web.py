import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0002_web"),
        ("postmortem", "0001_initial"),
        ("timeline", "0002_web"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.TextField()),
                ("version", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("withdrawn", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=100, unique=True)),
                ("title", models.TextField()),
                ("version", models.BigIntegerField()),
                ("markdown", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("withdrawn", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RiskAcceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20)),
                ("factor", models.TextField()),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("until", models.DateField(null=True)),
                ("withdrawn", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="action",
            name="action_class",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="action",
            name="completed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="completed_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="created",
            field=models.DateTimeField(auto_now_add=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="effect",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="action",
            name="effect_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="effect_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="effect_note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="link",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="owner_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="owned_actions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="updated",
            field=models.DateTimeField(auto_now=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="verified",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="verified_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="verified_how",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="verified_with",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="verifies",
                to="postmortem.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="event",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="file_name",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="media_type",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="number",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="removed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="size",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="postmortem",
            name="created_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="postmortem",
            name="due",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="postmortem",
            name="owner_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="owned_post_mortems",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="postmortem",
            name="published",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="postmortem",
            name="submitted",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["status", "due"], name="action_due"),
        ),
        migrations.AddIndex(
            model_name="postmortem",
            index=models.Index(fields=["status", "-number"], name="post_mortem_of_status"),
        ),
        migrations.AddIndex(
            model_name="postmortem",
            index=models.Index(fields=["-updated"], name="post_mortem_newest"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("post_mortem", "number"), name="evidence_once"
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="post_mortem",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="approvals",
                to="postmortem.postmortem",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="approvals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="post_mortem",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="publications",
                to="postmortem.postmortem",
            ),
        ),
        migrations.AddField(
            model_name="riskacceptance",
            name="post_mortem",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="acceptances",
                to="postmortem.postmortem",
            ),
        ),
        migrations.AddField(
            model_name="riskacceptance",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="acceptances",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    )
