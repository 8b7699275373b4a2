"""Confirm a result, or ask for it to be done again: the plan's confirmer decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import require
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy, turns
from dieuphoi.plans.models import Obligation, Verb
from dieuphoi.plans.reasons import ReasonMissing


@transaction.atomic
def confirm(obligation: Obligation, *, by: Actor, at: datetime) -> None:
    """Confirm the result: awaiting confirmation → completed. When it was submitted stays."""
    require(
        policy.can_confirm(by, obligation.task.plan),
        _("Chỉ cơ quan xác nhận của kế hoạch được xác nhận kết quả."),
    )
    turns.move(obligation, Verb.CONFIRM, by=by.label, at=at, submitted_at=obligation.submitted_at)
    record("obligation.confirmed", obligation, by=by, at=at)


@transaction.atomic
def send_back(obligation: Obligation, *, reason: str, by: Actor, at: datetime) -> None:
    """Ask for the result to be done again: → rework; the clock runs on to the day in force."""
    require(
        policy.can_confirm(by, obligation.task.plan),
        _("Chỉ cơ quan xác nhận của kế hoạch được yêu cầu thực hiện lại."),
    )
    if not reason.strip():
        raise ReasonMissing(_("Hãy nêu điều cần làm lại."))
    refuse_marks(reason)
    turns.move(obligation, Verb.SEND_BACK, by=by.label, at=at, reason=reason)
    record("obligation.sent_back", obligation, by=by, at=at, reason=reason)
