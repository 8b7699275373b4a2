"""The log and its seal refuse UPDATE and DELETE on both databases."""

from django.db import migrations

from dieuphoi.activity import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
