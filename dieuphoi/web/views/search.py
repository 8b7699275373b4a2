"""Search: one box for tasks, documents, plans and organizations, without diacritics."""

from django.http import HttpResponse
from django.shortcuts import render
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
    context: dict[str, object] = {"words": words, "on": on}
    if words:
        found = plan_queries.tasks(request.actor, TaskFilter(words=words), on)
        context |= {
            "tasks": plan_queries.rows(list(plan_queries.with_sources(found)[:MOST]), on),
            "task_count": found.count(),
            "documents": document_queries.register(request.actor, words)[:MOST],
            "plans": plan_queries.plans_matching(request.actor, words)[:MOST],
            "organizations": organization_queries.directory(words, on)[:MOST],
        }
    return render(request, "search/search.html", context)
