"""The desk: what waits for whoever is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import queries
from dieuphoi.web.access import ActorRequest, today

PLANS = 20
"""How many plans the desk of somebody who only reads shows."""


@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """What the agency owes and what it coordinates, most urgent first."""
    on = today()
    actor = request.actor
    works = actor.may(Permission.TELL_PROGRESS)
    context = {
        "desk": queries.desk(actor, on),
        "on": on,
        "works": works,
        "cannot_accept": not actor.may(Permission.ACCEPT_ASSIGNMENT),
        "plans": [] if works else queries.plans(actor)[:PLANS],
    }
    return render(request, "desk/desk.html", context)
