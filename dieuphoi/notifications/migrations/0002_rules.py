"""Put in the rules of notices where an earlier version made the database."""

from django.db import migrations


def load(apps, schema_editor):
    from dieuphoi.base.rules import DEFAULTS

    Rule = apps.get_model("base", "Rule")
    known = set(Rule.objects.filter(scope="").values_list("name", flat=True))
    Rule.objects.bulk_create(
        Rule(name=name, value=value, legal_basis=basis, grade=grade)
        for name, (value, basis, grade) in DEFAULTS.items()
        if name.startswith("notice_") and name not in known
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("base", "0002_rules")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
