"""Finds verified actions, and those of an owner who is written as a name, without reading all."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = (("postmortem", "0003_action_lists"),)

    operations = (
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["effect", "-id"],
                name="action_verified",
                condition=models.Q(("verified__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index("owner_user", Lower("owner"), name="action_of_owner"),
        ),
    )
