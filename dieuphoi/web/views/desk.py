"""The desk: what waits for whoever is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dieuphoi.issues import queries as issues
from dieuphoi.organizations import queries as accounts
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import queries
from dieuphoi.reporting import queries as reports
from dieuphoi.web import counts
from dieuphoi.web.access import ActorRequest, today

ISSUES = 5
"""How many of the difficulties and proposals that wait longest the desk shows."""
REPORTS = 5
"""How many of the reports that wait the desk shows."""
PLANS = 20
"""How many plans the desk of somebody who only reads shows."""


@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """What the agency owes and what it coordinates, most urgent first."""
    on = today()
    actor = request.actor
    works = actor.may(Permission.TELL_PROGRESS)
    context: dict[str, object] = {
        "desk": queries.desk(actor, on),
        "on": on,
        "works": works,
        "reads_only": not works,
        "issues": issues.desk(actor, on, ISSUES),
        "reports": reports.report_desk(actor, REPORTS, on),
        "issue_lists": counts.issue_lists(actor),
        "accounts": None,
        "cannot_accept": not actor.may(Permission.ACCEPT_ASSIGNMENT),
    }
    if actor.may(Permission.MANAGE_ORGANIZATIONS):
        context["accounts"] = accounts.figures(actor, on)
    if not works:
        everything = queries.TaskFilter()
        around = queries.tasks_around(actor, everything, on)
        context["plans"] = queries.plans(actor)[:PLANS]
        context["facets"] = queries.facets(around, everything)
    return render(request, "desk/desk.html", context)
