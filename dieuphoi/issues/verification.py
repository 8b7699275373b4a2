"""Look at issues for what should never be: for `dieuphoi verify`."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from dieuphoi.issues.models import Answer, Issue, IssueState, Referral, Verification


def findings() -> Iterator[str]:
    """What is wrong, a sentence each; nothing when all is whole."""
    issues = Issue.objects.order_by("pk")
    yield from _each(_not_repeating_the_referral(issues), "does not repeat its newest referral")
    elsewhere = issues.filter(obligation__isnull=False).exclude(plan=F("obligation__task__plan"))
    yield from _each(elsewhere, "is not in the plan of its obligation")
    yield from _each(_answered_without(issues), "is answered, but has no answer that waits")
    yield from _each(_resolved_without(issues), "is resolved, but nobody said so of its answer")


def _each(wrong: QuerySet[Issue], what: str) -> Iterator[str]:
    for pk in wrong.values_list("pk", flat=True):
        yield f"issue {pk} {what}"


def _not_repeating_the_referral(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    newest = Referral.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    last = issues.annotate(
        last_to=Subquery(newest.values("to_organization")[:1]),
        last_due=Subquery(newest.values("reply_due")[:1]),
    )
    same_day = Q(last_due=F("reply_due")) | Q(last_due=None, reply_due=None)
    repeating = last.filter(same_day, last_to=F("addressee"))
    return issues.exclude(pk__in=repeating.order_by().values("pk"))


def _answered_without(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    newest = Answer.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    last = issues.annotate(last_answer=Subquery(newest.values("pk")[:1]))
    judged = Verification.objects.filter(answer=OuterRef("last_answer"))
    return last.filter(Q(last_answer=None) | Exists(judged), state=IssueState.ANSWERED)


def _resolved_without(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    newest = Answer.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    last = issues.annotate(last_answer=Subquery(newest.values("pk")[:1]))
    solved = Verification.objects.filter(answer=OuterRef("last_answer"), solved=True)
    return last.filter(~Exists(solved), state=IssueState.RESOLVED)
