"""Search: one box for tasks, documents, plans and organizations, without diacritics."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dieuphoi.documents import queries as document_queries
from dieuphoi.organizations import queries as organization_queries
from dieuphoi.plans import queries as plan_queries
from dieuphoi.plans.queries import TaskFilter
from dieuphoi.web.access import ActorRequest, today

LABELS: dict[str, Promise] = {
    "tasks": gettext_lazy("Nhiệm vụ"),
    "documents": gettext_lazy("Văn bản"),
    "plans": gettext_lazy("Kế hoạch"),
    "organizations": gettext_lazy("Cơ quan"),
}
MOST = 10
"""How many of each kind the page shows; it leads on to the whole list."""


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """What matches the words in `q`, of what the actor may read."""
    on = today()
    words = request.GET.get("q", "")[:200].strip()
    context: dict[str, object] = {"words": words, "on": on}
    if words:
        tasks = plan_queries.with_sources(
            plan_queries.tasks(request.actor, TaskFilter(words=words), on)
        )
        found: dict[str, list[Any]] = {
            "tasks": list(tasks[: MOST + 1]),
            "documents": list(document_queries.register(request.actor, words)[: MOST + 1]),
            "plans": list(plan_queries.plans_matching(request.actor, words)[: MOST + 1]),
            "organizations": list(organization_queries.search(words, on)[: MOST + 1]),
        }
        context |= {name: rows[:MOST] for name, rows in found.items()}
        context |= {
            "tasks": plan_queries.rows(found["tasks"][:MOST], on),
            "kinds": [Kind(name, LABELS[name], len(found[name])) for name in found if found[name]],
            "more": {name for name, rows in found.items() if len(rows) > MOST},
            "found": any(found.values()),
        }
    return render(request, "search/search.html", context)


@dataclass(frozen=True)
class Kind:
    """How many of one kind were found, and where on the page they stand."""

    anchor: str
    label: Promise
    found: int

    @property
    def count(self) -> str:
        """How many, in words: beyond what the page shows they are not counted."""
        return _("hơn %(n)s") % {"n": MOST} if self.found > MOST else str(self.found)
