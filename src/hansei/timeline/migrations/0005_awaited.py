"""Finds the incidents that a policy asks a post-mortem for without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("timeline", "0004_availability"),)

    operations = (
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["due_by", "id"],
                name="incident_awaited",
                condition=models.Q(("waived", ""), models.Q(("due_reason", ""), _negated=True)),
            ),
        ),
    )
