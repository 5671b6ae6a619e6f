from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = (("accounts", "0002_web"),)

    operations = (
        migrations.CreateModel(
            name="CachedValue",
            fields=[
                (
                    "cache_key",
                    models.CharField(max_length=255, primary_key=True, serialize=False),
                ),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "hansei_cache"},
        ),
        migrations.AddField(
            model_name="team",
            name="removed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="version",
            field=models.BigIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="user",
            name="version",
            field=models.BigIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="team",
            name="name",
            field=models.CharField(max_length=200),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                Lower("name"), condition=models.Q(("removed", None)), name="team_of_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(Lower("username"), name="user_of_name"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="user_of_email",
            ),
        ),
    )
