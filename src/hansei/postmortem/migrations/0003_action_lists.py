from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("postmortem", "0002_web"),)

    operations = (
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["due", "id"],
                name="action_unverified",
                condition=models.Q(("verified", None)),
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["due", "id"], name="action_by_due"),
        ),
        migrations.AddIndex(
            model_name="postmortem",
            index=models.Index(
                fields=["id"],
                name="post_mortem_hidden",
                condition=models.Q(("restricted", True)),
            ),
        ),
    )
