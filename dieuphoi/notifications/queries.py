"""What the page of notices asks: the own ones, and for an administrator every mail."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)

from dieuphoi.base import rules
from dieuphoi.notifications.models import (
    Mail,
    MailQuerySet,
    MailState,
    Notice,
    NoticeChoice,
    NoticeKind,
    NoticeQuerySet,
    ServerState,
)
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import User
from dieuphoi.plans import timeline
from dieuphoi.plans.models import Obligation, TaskTerms
from dieuphoi.plans.queries import Facet, terms_of
from dieuphoi.reporting.models import Report


@dataclass(frozen=True)
class PageHead:
    """Whether the data is an example, and how many notices the person has not looked at."""

    example: bool
    unseen: int


@dataclass(frozen=True)
class NoticeRow:
    """One notice, what it is about now, and the report whose page it leads to; else its task's."""

    notice: Notice
    wording: str
    of: str
    due_on: date | None
    task: int | None
    report: int | None


@dataclass(frozen=True)
class MailRow:
    """One mail and how many causes of each kind it told."""

    mail: Mail
    causes: list[tuple[str, int]]


def notices(actor: Actor) -> NoticeQuerySet:
    """The person's notices of what may be read in the position acted in, the newest first."""
    obligations = Obligation.objects.visible_to(actor).values("pk")
    reports = Report.objects.visible_to(actor).values("pk")
    return (
        Notice.objects.visible_to(actor)
        .filter(Q(obligation__in=obligations) | Q(report__in=reports))
        .select_related("obligation__task__plan", "report__cycle", "mail")
    )


def notice_rows(found: Iterable[Notice], on: date) -> list[NoticeRow]:
    """The notices with what they are about, as it stands on the day."""
    page = list(found)
    about = [n.obligation for n in page if n.obligation]
    terms = Prefetch(
        "task__terms", TaskTerms.objects.filter(timeline.true_on(on)), to_attr="current_terms"
    )
    prefetch_related_objects(about, terms)
    return [_row(notice) for notice in page]


def page_head(actor: Actor | None) -> PageHead:
    """What the head of every page says; one query, since every page asks it."""
    if actor is None or actor.user_id is None:
        return PageHead(rules.is_example(), 0)
    new = Notice.objects.filter(user=OuterRef("pk"), seen_at=None).order_by().values("user")
    counted = new.annotate(n=Count("pk")).values("n")
    asked = User.objects.filter(pk=actor.user_id)
    example, unseen = asked.values_list(Exists(rules.example_marks()), Subquery(counted))[0]
    return PageHead(example, unseen or 0)


def wants_digest(actor: Actor) -> bool:
    """Whether the person gets the daily digest by mail."""
    return not NoticeChoice.objects.filter(user=actor.user_id or 0, digest=False).exists()


def mails(actor: Actor, state: str = "") -> MailQuerySet:
    """The mails that the actor may see, in that state or in any, the newest first."""
    found = Mail.objects.visible_to(actor).select_related("user")
    return found.filter(state=state) if state in MailState.values else found


def mail_facets(actor: Actor) -> list[Facet]:
    """How many mails are in each state, of those that the actor may see."""
    grouped = Mail.objects.visible_to(actor).order_by().values_list("state")
    counts = dict(grouped.annotate(n=Count("pk")))
    return [
        Facet(state.value, str(state.label), counts[state])
        for state in MailState
        if state in counts
    ]


def mail_rows(found: Iterable[Mail]) -> list[MailRow]:
    """The mails with what they told."""
    page = list(found)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    told = Notice.objects.filter(mail__in=[mail.pk for mail in page])
    for mail, kind in told.order_by("kind", "pk").values_list("mail", "kind"):
        counts[mail or 0][str(NoticeKind(kind).label)] += 1
    return [MailRow(mail, list(counts[mail.pk].items())) for mail in page]


def server_state() -> ServerState | None:
    """How the last conversation with the mail server went; none before the first."""
    return ServerState.objects.first()


def _row(notice: Notice) -> NoticeRow:
    if notice.report:
        cycle = notice.report.cycle
        return NoticeRow(notice, cycle.title, "", cycle.due_on, None, notice.report.pk)
    obligation = notice.obligation
    assert obligation, "a notice is of one thing"  # noqa: S101 the database keeps it
    terms = terms_of(obligation)
    task = obligation.task
    wording = terms.content if terms else str(task)
    return NoticeRow(notice, wording, task.plan.title, obligation.due_on, task.pk, None)
