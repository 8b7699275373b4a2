"""Put in the rules that the software starts with."""

from django.db import migrations


def load(apps, schema_editor):
    from dieuphoi.base.rules import DEFAULTS

    Rule = apps.get_model("base", "Rule")
    Rule.objects.bulk_create(
        Rule(name=name, value=value, legal_basis=basis, grade=grade)
        for name, (value, basis, grade) in DEFAULTS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
