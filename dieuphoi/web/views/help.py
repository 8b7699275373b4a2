"""Help: the guide, the page that fits the role first."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuphoi.web.access import ActorRequest
from dieuphoi.web.guide import FOR_ROLE, PAGES, guide_page


@require_safe
def help_index(request: ActorRequest) -> HttpResponse:
    """Every page with what it tells; the one for the actor's role stands apart."""
    role = request.actor.role
    own = guide_page(FOR_ROLE[role]) if role else None
    others = [guide_page(slug) for slug in PAGES if not own or slug != own.slug]
    return render(request, "help/help_index.html", {"own": own, "others": others})


@require_safe
def help_page(request: ActorRequest, slug: str) -> HttpResponse:
    """One page of the guide."""
    try:
        page = guide_page(slug)
    except KeyError:
        raise Http404 from None
    context = {"page": page, "crumbs": [(_("Trợ giúp"), reverse("help_index"))]}
    return render(request, "help/help_page.html", context)
