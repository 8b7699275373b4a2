"""Put in the rules that came after the first ones."""

from django.db import migrations


def load(apps, schema_editor):
    from dieuphoi.base.rules import DEFAULTS

    Rule = apps.get_model("base", "Rule")
    known = set(Rule.objects.filter(scope="").values_list("name", flat=True))
    Rule.objects.bulk_create(
        Rule(name=name, value=value, legal_basis=basis, grade=grade)
        for name, (value, basis, grade) in DEFAULTS.items()
        if name not in known
    )


class Migration(migrations.Migration):
    dependencies = [("base", "0002_rules")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
