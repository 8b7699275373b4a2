"""Terms and turns never overlap and are never rewritten, on both databases."""

from django.db import migrations

from dieuphoi.plans import triggers

EXCLUSIONS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE plans_taskterms ADD CONSTRAINT terms_never_overlap EXCLUDE USING gist (
  task_id WITH =, daterange(valid_from, valid_to) WITH &&, tstzrange(known_from, known_to) WITH &&
);
ALTER TABLE plans_turn ADD CONSTRAINT turns_never_overlap EXCLUDE USING gist (
  obligation_id WITH =, tstzrange(valid_from, valid_to) WITH &&, tstzrange(known_from, known_to) WITH &&
);
"""


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EXCLUSIONS)
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE plans_turn DROP CONSTRAINT turns_never_overlap")
        schema_editor.execute("ALTER TABLE plans_taskterms DROP CONSTRAINT terms_never_overlap")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
