from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_append_only"),)

    operations = (
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["object_type", "object_id", "seq"], name="audit_entry_of_object"
            ),
        ),
    )
