from django.db import migrations

_ADOPTED = (
    "INSERT INTO learning_changed (kind, object_id) SELECT 1, id FROM timeline_incident"
    " WHERE waived IN ('its post-mortem was adopted from an archive',"
    " 'adopted from an archive of incidents')"
    " AND NOT EXISTS (SELECT 1 FROM learning_changed AS noted"
    " WHERE noted.kind = 1 AND noted.object_id = timeline_incident.id)"
)


class Migration(migrations.Migration):
    """Tells again the facts of what came out of archives: they say so now."""

    dependencies = (("learning", "0003_own_figures"), ("timeline", "0005_awaited"))

    operations = (migrations.RunSQL(_ADOPTED, migrations.RunSQL.noop),)
