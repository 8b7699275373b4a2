"""Send an issue on to the agency that can solve it, with a day for the reply."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.periods import civil_day
from dieuphoi.issues import moves, policy
from dieuphoi.issues.models import Issue, Referral
from dieuphoi.issues.wording import worded
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.assignment import AgencyEnded


class WrongAddressee(DomainError):
    """An issue goes to another agency than the one that raised it or has it already."""


class ReplyDuePast(DomainError):
    """A reply is asked for by a day that has not gone by."""


@transaction.atomic
def refer(
    issue: Issue,
    *,
    to: Organization,
    reply_due: date | None,
    note: str,
    by: Actor,
    at: datetime,
) -> Referral:
    """Send the issue on: from then on `to` answers it, by `reply_due` where a day is given.

    One that was answered already waits for an answer again.
    """
    require(
        policy.can_refer(by, issue),
        _("Chỉ cơ quan đang giải quyết hoặc cơ quan đầu mối của kế hoạch được chuyển."),
    )
    if to.pk == issue.addressee_id:
        raise WrongAddressee(_("Khó khăn, kiến nghị này đang ở chính cơ quan đó."))
    require_reachable(to, issue.raised_by_id, reply_due, at)
    note = worded(note, at=at)
    sender = by.organization_id or issue.addressee_id
    moment = moves.move_to(issue, to, reply_due=reply_due, at=at)
    referral = write(
        issue, sender=sender, to=to, reply_due=reply_due, note=note, by=by.label, at=moment
    )
    record("issue.referred", issue, by=by, at=at, to=to.pk, note=note)
    return referral


def require_reachable(
    to: Organization, raised_by: int, reply_due: date | None, at: datetime
) -> None:
    """Go on only if the agency exists, is not the one that raised it, and the day is to come."""
    if to.pk == raised_by:
        raise WrongAddressee(_("Hãy chọn cơ quan khác với cơ quan nêu khó khăn, kiến nghị."))
    today = civil_day(at)
    if not to.exists_on(today):
        raise AgencyEnded(_("Cơ quan này không còn hoạt động. Hãy chọn cơ quan kế thừa."))
    if reply_due and reply_due < today:
        raise ReplyDuePast(_("Hạn trả lời không được trước hôm nay."))


def write(
    issue: Issue,
    *,
    sender: int | None,
    to: Organization,
    reply_due: date | None,
    note: str,
    by: str,
    at: datetime,
) -> Referral:
    """Add the row of a referral; the issue itself is moved or made by the caller."""
    return Referral.objects.create(
        issue=issue,
        from_organization_id=sender,
        to_organization=to,
        reply_due=reply_due,
        note=note.strip(),
        by=by,
        at=at,
    )
