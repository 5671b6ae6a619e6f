"""What waits for a second person is found without reading rows, and so is what is whose."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("postmortem", "0004_action_indexes"),)

    operations = (
        migrations.AddIndex(
            model_name="postmortem",
            index=models.Index(fields=["owner_user", "team"], name="post_mortem_of_whom"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(verified=None),
                fields=["status", "completed", "completed_by", "post_mortem"],
                name="action_to_verify",
            ),
        ),
    )
