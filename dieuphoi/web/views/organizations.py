"""The directory of organizations, and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dieuphoi.organizations import queries
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import queries as plan_queries
from dieuphoi.web.access import ActorRequest, today

PAGE = 50


@require_safe
def organization_list(request: ActorRequest) -> HttpResponse:
    """The organizations of today; `q` searches names of any time, without diacritics."""
    words = request.GET.get("q", "")[:200]
    found = queries.search(words, today()) if words.strip() else queries.directory("", today())
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "on": today(),
    }
    return render(request, "organizations/organization_list.html", context)


@require_safe
def organization_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One organization: its names over time, where it comes from, and what it owes."""
    on = today()
    found = get_object_or_404(Organization.objects.visible_to(request.actor), pk=pk)
    page = queries.organization_page(found, on)
    context = {
        "organization": found,
        "page": page,
        "children": Paginator(page.children, PAGE).get_page(request.GET.get("page")),
        "positions": queries.positions_of(found, on, request.actor),
        "owed": plan_queries.standing_of(request.actor, found, on),
        "ended": not found.exists_on(on) and found.ends_on,
        "on": on,
    }
    return render(request, "organizations/organization_detail.html", context)
