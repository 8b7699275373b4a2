"""Raise a difficulty or a proposal, alone or together with progress; take it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import fold
from dieuphoi.documents.intake import Upload
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.issues import moves, policy, referral
from dieuphoi.issues.models import Issue, IssueKind, IssueVerb
from dieuphoi.issues.moves import NothingSaid
from dieuphoi.issues.wording import worded
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import progress
from dieuphoi.plans.models import Obligation, Plan, Progress
from dieuphoi.plans.progress import Told


@dataclass(frozen=True)
class IssueDraft:
    """What a person wants to raise. With an obligation, its plan is the plan.

    Without an addressee an issue about a plan goes to the plan's focal agency, and to the plan's
    owner when the focal agency itself raises it.
    """

    kind: IssueKind
    wording: str
    cause: str = ""
    asked: str = ""
    obligation: Obligation | None = None
    plan: Plan | None = None
    addressee: Organization | None = None
    reply_due: date | None = None

    @property
    def about(self) -> Plan | None:
        """The plan that it is about."""
        return self.obligation.task.plan if self.obligation else self.plan


class AddresseeMissing(DomainError):
    """An issue about no plan must name the agency that is to solve it."""


@transaction.atomic
def raise_issue(draft: IssueDraft, *, by: Actor, at: datetime) -> Issue:
    """Raise the issue for the actor's agency; it waits for an answer from then on."""
    raised_by = _raiser(draft, by)
    draft = _worded(draft, at)
    to = _addressee(draft, raised_by)
    referral.require_reachable(to, raised_by, draft.reply_due, at)
    issue = Issue.objects.create(
        kind=draft.kind,
        plan=draft.about,
        obligation=draft.obligation,
        raised_by_id=raised_by,
        wording=draft.wording,
        cause=draft.cause,
        asked=draft.asked,
        addressee=to,
        reply_due=draft.reply_due,
        by=by.label,
        raised_on=civil_day(at),
        raised_at=at,
        since=at,
        search=fold(f"{draft.wording} {draft.cause} {draft.asked}"),
    )
    referral.write(
        issue, sender=raised_by, to=to, reply_due=draft.reply_due, note="", by=by.label, at=at
    )
    record("issue.raised", issue, by=by, at=at, kind=draft.kind, to=to.pk)
    return issue


def note_with_difficulty(
    obligation: Obligation,
    told: Told,
    draft: IssueDraft,
    *,
    files: Sequence[Upload] = (),
    by: Actor,
    at: datetime,
) -> tuple[Progress, Issue]:
    """Tell progress and raise what stands in its way, both or neither.

    Raises what `progress.note` and `raise_issue` raise. That a file was refused stays in the log.
    """
    draft = replace(draft, obligation=obligation)
    refusal: UploadRefused | None = None
    with transaction.atomic():
        try:
            told_row = progress.note(obligation, told, files=files, by=by, at=at)
        except UploadRefused as refused:
            refusal = refused  # nothing is stored but the refusal itself
        else:
            return told_row, raise_issue(draft, by=by, at=at)
    raise refusal


def default_addressee(plan: Plan, raised_by: int | None) -> Organization:
    """Who gets an issue about the plan that names nobody."""
    return plan.owner if plan.focal_agency_id == raised_by else plan.focal_agency


@transaction.atomic
def withdraw(issue: Issue, *, note: str, by: Actor, at: datetime) -> None:
    """Take the issue back: nobody has to answer it any more."""
    require(
        policy.can_withdraw(by, issue), _("Chỉ cơ quan đã nêu được rút khó khăn, kiến nghị này.")
    )
    note = worded(note, at=at)
    moves.move(issue, IssueVerb.WITHDRAW, at=at)
    record("issue.withdrawn", issue, by=by, at=at, note=note)


def _raiser(draft: IssueDraft, by: Actor) -> int:
    """The agency for which the actor raises it; raises NotPermitted where it may not."""
    if draft.obligation:
        said = _("Chỉ cơ quan đang giữ nhiệm vụ nêu khó khăn, kiến nghị về nhiệm vụ đó.")
        require(policy.can_raise(by, draft.obligation, None), said)
        return by.organization_id or draft.obligation.holder_id
    said = _("Vai trò của bạn không nêu khó khăn, kiến nghị.")
    require(policy.can_raise(by, None, draft.plan), said)
    if draft.plan:
        visible = Plan.objects.visible_to(by).filter(pk=draft.plan.pk)
        require(visible.exists(), _("Cơ quan bạn không tham gia kế hoạch này."))
    return cast(int, by.organization_id)


def _worded(draft: IssueDraft, at: datetime) -> IssueDraft:
    wording, cause, asked = (
        worded(text, at=at) for text in (draft.wording, draft.cause, draft.asked)
    )
    if not wording:
        raise NothingSaid(_("Hãy ghi nội dung khó khăn hoặc kiến nghị."))
    return replace(draft, wording=wording, cause=cause, asked=asked)


def _addressee(draft: IssueDraft, raised_by: int) -> Organization:
    if draft.addressee:
        return draft.addressee
    if draft.about is None:
        raise AddresseeMissing(_("Hãy chọn cơ quan giải quyết."))
    return default_addressee(draft.about, raised_by)
