import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0002_web"),
        ("timeline", "0001_initial"),
    )

    operations = (
        migrations.AddField(
            model_name="incident",
            name="created_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="due_by",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="due_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="due_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="summary",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="waived",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="service",
            name="archived",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="description",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="service",
            name="slo_days",
            field=models.IntegerField(default=30),
        ),
        migrations.AddField(
            model_name="service",
            name="slo_target",
            field=models.DecimalField(decimal_places=4, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="services",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="version",
            field=models.BigIntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["-started", "-id"], name="incident_newest"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["severity", "-started"], name="incident_of_severity"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("due_by", None), _negated=True),
                fields=["due_by"],
                name="incident_due",
            ),
        ),
    )
