"""What was raised, referred, answered and verified is never rewritten, on both databases."""

from django.db import migrations

from dieuphoi.issues import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
