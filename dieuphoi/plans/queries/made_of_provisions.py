"""Which tasks were made of the provisions of a document."""

from django.db.models import Prefetch

from dieuphoi.documents.models import Document, Provision
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Task


def provisions_with_tasks(actor: Actor, document: Document) -> list[tuple[Provision, Task | None]]:
    """The document's provisions, each with the task made of it that the actor may read, or none."""
    visible = Task.objects.visible_to(actor)
    found = document.provisions.prefetch_related(Prefetch("tasks", visible, to_attr="made"))
    return [(p, p.made[0] if p.made else None) for p in found]
