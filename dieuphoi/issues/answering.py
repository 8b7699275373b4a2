"""Answer an issue; whoever raised it says whether the answer solved it."""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import require
from dieuphoi.documents.models import Document
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.issues import moves, policy
from dieuphoi.issues.models import Answer, Decision, Issue, IssueVerb, Verification
from dieuphoi.issues.moves import NothingSaid
from dieuphoi.issues.wording import worded
from dieuphoi.organizations.actor import Actor


@transaction.atomic
def answer(
    issue: Issue,
    *,
    decision: Decision,
    text: str,
    symbol: str = "",
    document: Document | None = None,
    by: Actor,
    at: datetime,
) -> Answer:
    """Answer for the agency that it is addressed to: → answered, the raiser verifies.

    `symbol` is that of the document which says so; `document` that document, where it is
    registered here and the actor may read it.
    """
    require(
        policy.can_answer(by, issue),
        _("Chỉ người có quyền trả lời của cơ quan đang giải quyết được trả lời."),
    )
    if document:
        visible = Document.objects.visible_to(by).filter(pk=document.pk)
        require(visible.exists(), _("Cơ quan bạn không có văn bản này."))
    text = worded(text, at=at)
    if not text:
        raise NothingSaid(_("Hãy ghi nội dung trả lời."))
    refuse_marks(symbol)
    organization = cast(int, by.organization_id or issue.addressee_id)
    moment = moves.move(issue, IssueVerb.ANSWER, at=at)
    given = Answer.objects.create(
        issue=issue,
        organization_id=organization,
        decision=decision,
        text=text,
        symbol=symbol.strip(),
        document=document,
        by=by.label,
        at=moment,
    )
    record("issue.answered", issue, by=by, at=at, answer=given.pk, decision=decision)
    return given


@transaction.atomic
def verify(issue: Issue, *, solved: bool, note: str, by: Actor, at: datetime) -> Verification:
    """Say whether the newest answer solved it: → resolved; or, with a note why not, open again."""
    require(
        policy.can_verify(by, issue),
        _("Chỉ cơ quan đã nêu được xác nhận khó khăn, kiến nghị đã giải quyết."),
    )
    note = worded(note, at=at)
    if not solved and not note:
        raise NothingSaid(_("Hãy ghi điều chưa được giải quyết."))
    verb = IssueVerb.RESOLVE if solved else IssueVerb.REOPEN
    moment = moves.move(issue, verb, at=at)
    verification = Verification.objects.create(
        answer=issue.answers.order_by("-pk")[0],
        solved=solved,
        note=note,
        by=by.label,
        at=moment,
    )
    record("issue.verified", issue, by=by, at=at, solved=solved)
    return verification
