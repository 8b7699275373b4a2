"""What was sent or frozen is never rewritten; the regimes that the software ships are there."""

from django.db import migrations

from dieuphoi.reporting import triggers
from dieuphoi.reporting.regimes import shipped


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


def load(apps, schema_editor):
    Regime = apps.get_model("reporting", "Regime")
    Regime.objects.bulk_create(Regime(**row) for row in shipped())


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [
        migrations.RunPython(install, remove),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
