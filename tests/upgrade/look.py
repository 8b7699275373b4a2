"""Run inside an installation: look at every page without a form of its own as somebody of each
role. Prints the pages that do not open."""

import sys
from collections.abc import Iterator

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from dieuphoi.documents.models import Document, Reading  # noqa: E402
from dieuphoi.issues.models import Issue  # noqa: E402
from dieuphoi.organizations.models import PeopleSheet, Position, User  # noqa: E402
from dieuphoi.plans.models import Plan, Task, Tracker, WorkbookReturn  # noqa: E402
from dieuphoi.reporting.models import Consolidation, Cycle, Report  # noqa: E402

LISTS = (
    "desk",
    "overview",
    "plan_list",
    "task_list",
    "task_export",
    "document_list",
    "issue_list",
    "cycle_list",
    "organization_list",
    "account_list",
    "notice_list",
    "system_state",
)
DETAILS: dict[str, type[Model]] = {
    "account_detail": User,
    "account_import_detail": PeopleSheet,
    "plan_detail": Plan,
    "tracker_detail": Tracker,
    "tracker_export": Tracker,
    "workbook_list": Plan,
    "workbook_return_detail": WorkbookReturn,
    "task_detail": Task,
    "document_detail": Document,
    "reading_review": Reading,
    "issue_detail": Issue,
    "cycle_detail": Cycle,
    "report_detail": Report,
    "consolidation": Cycle,
    "consolidation_word": Consolidation,
    "consolidation_excel": Consolidation,
}
OPENS = (200, 302, 403, 404)
"""Shown, led on, refused, hidden: all but a fault."""


def addresses() -> Iterator[str]:
    """The lists, and of each noun the first and the last one."""
    for name in LISTS:
        yield reverse(name)
    for name, model in DETAILS.items():
        rows = model._default_manager.order_by("pk")
        for pk in sorted({row.pk for row in (rows.first(), rows.last()) if row}):
            yield reverse(name, args=[pk])


call_command("collectstatic", interactive=False, verbosity=0)
positions = Position.objects.filter(valid_to=None).select_related("user").order_by("role", "pk")
people = {position.role: position.user for position in positions}
shown = 0
for user in people.values():
    visitor = Client()
    visitor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in addresses():
        status = visitor.get(address).status_code
        shown += status == 200
        if status not in OPENS:
            sys.stdout.write(f"{user.username}: {address} is answered {status}\n")
sys.stdout.write(f"roles: {len(people)}; shown: {shown}\n")
