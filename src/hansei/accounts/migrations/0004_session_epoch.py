from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("accounts", "0003_access"),)

    operations = (
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.BigIntegerField(default=0),
        ),
    )
