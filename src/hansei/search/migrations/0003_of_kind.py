from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hansei.search import engine


def add(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in engine.OF_KIND[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("search", "0002_titles"),)
    operations = (migrations.RunPython(add, migrations.RunPython.noop, elidable=False),)
