"""The command `dieuphoi`: Django's commands and our own, one program."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from dieuphoi.backup import half_restored

IN_A_HALF_RESTORED_HOME = {"restore", "check", "help", "version"}
"""Commands that do no harm in a home whose restoring was cut short."""


def main() -> None:
    """Run the command named on the command line; `copy-to` is the module `copy_to`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    words = [sys.argv[0], *(word.replace("-", "_") for word in sys.argv[1:2] if word[0:1] != "-")]
    words += sys.argv[len(words) :]
    if len(words) > 1 and words[1] not in IN_A_HALF_RESTORED_HOME:
        _refuse_half_restored()
    execute_from_command_line(words)


def _refuse_half_restored() -> None:
    if half_restored.begun_from() is None:
        return
    django.setup()  # the sentence needs it
    try:
        half_restored.refuse()
    except half_restored.HalfRestored as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
