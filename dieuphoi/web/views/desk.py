"""The desk: what waits for whoever is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dieuphoi.plans import queries
from dieuphoi.web.access import ActorRequest, today


@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """What the agency owes and what it coordinates, most urgent first."""
    on = today()
    return render(request, "desk/desk.html", {"desk": queries.desk(request.actor, on), "on": on})
