"""Search: one box for tasks, documents, plans and organizations, without diacritics."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuphoi.documents import queries as document_queries
from dieuphoi.organizations import queries as organization_queries
from dieuphoi.plans import queries as plan_queries
from dieuphoi.plans.queries import TaskFilter
from dieuphoi.web.access import ActorRequest, today

MOST = 10
"""How many of each kind the page shows; it leads on to the whole list."""


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """What matches the words in `q`, of what the actor may read."""
    on = today()
    words = request.GET.get("q", "")[:200].strip()
    context: dict[str, object] = {"words": words, "on": on, "most": MOST}
    if words:
        tasks = plan_queries.tasks(request.actor, TaskFilter(words=words), on)
        documents = document_queries.register(request.actor, words)
        plans = plan_queries.plans_matching(request.actor, words)
        organizations = organization_queries.search(words)
        kinds = [
            Kind("tasks", _("Nhiệm vụ"), tasks.count()),
            Kind("documents", _("Văn bản"), documents.count()),
            Kind("plans", _("Kế hoạch"), plans.count()),
            Kind("organizations", _("Cơ quan"), organizations.count()),
        ]
        context |= {
            "tasks": plan_queries.rows(list(plan_queries.with_sources(tasks)[:MOST]), on),
            "documents": documents[:MOST],
            "plans": plans[:MOST],
            "organizations": organizations[:MOST],
            "kinds": [kind for kind in kinds if kind.count],
            "counts": {kind.anchor: kind.count for kind in kinds},
            "found": any(kind.count for kind in kinds),
        }
    return render(request, "search/search.html", context)


@dataclass(frozen=True)
class Kind:
    """How many of one kind were found, and where on the page they stand."""

    anchor: str
    label: str
    count: int
