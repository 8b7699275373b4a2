"""Tell the progress of many obligations at once: all of it, or nothing.

By the same rules as one by one in `progress`, and with the same rows and acts as its result; only
the statements are fewer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record_all
from dieuphoi.base.errors import require
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy, turns
from dieuphoi.plans.models import Obligation, ObligationState, Progress, Verb
from dieuphoi.plans.progress import (
    RUNNING,
    HasAccount,
    Source,
    Told,
    check_source,
    check_told,
    with_accounts,
)
from dieuphoi.plans.turns import MovedByOther

_AT_ONCE = 500
"""How many obligations one statement is about."""


@dataclass(frozen=True)
class Telling:
    """What is told of one obligation, loaded with its task and plan; `done` proposes the result."""

    obligation: Obligation
    told: Told
    done: bool = False


@transaction.atomic
def tell_all(
    tellings: Sequence[Telling], source: Source | None, *, by: Actor, at: datetime
) -> list[Progress]:
    """Tell the progress of each obligation once; on behalf of its holders where a source is named.

    Returns the progress in the order of the tellings. Raises what `progress.note`, `submit` and
    `tell_on_behalf` raise, for the first that cannot be told; then nothing is told.
    """
    _require(tellings, source, by, at)
    for one in tellings:
        check_told(one.told, done=one.done, at=at)
    turns.hold([one.obligation for one in tellings])
    if source:
        check_source(source, at=at)
        _accept(tellings, by, at)
    told = _tell(tellings, source, by, at)
    done = [one.obligation for one in tellings if one.done]
    reason = _("nhập thay") if source else ""
    turns.move_all(done, Verb.SUBMIT, by=by.label, at=at, submitted_at=at, reason=reason)
    record_all(map(_act, tellings, told), by=by, at=at)
    return told


def _require(tellings: Sequence[Telling], source: Source | None, by: Actor, at: datetime) -> None:
    obligations = [one.obligation for one in tellings]
    if source is None:
        for one in tellings:
            may = policy.can_submit if one.done else policy.can_tell
            require(
                may(by, one.obligation),
                _("Chỉ cơ quan đang giữ nhiệm vụ mới cập nhật tiến độ."),
            )
        return
    for plan in {one.task.plan for one in obligations}:
        require(
            policy.can_coordinate(by, plan),
            _("Chỉ cơ quan đầu mối của kế hoạch được nhập thay."),
        )
    if with_accounts({one.holder_id for one in obligations}, civil_day(at)):
        raise HasAccount(_("Cơ quan này đã có tài khoản; hãy để cơ quan tự cập nhật."))


def _accept(tellings: Sequence[Telling], by: Actor, at: datetime) -> None:
    """An assignment not accepted yet counts as accepted when its progress is told on behalf."""
    assigned = [o.obligation for o in tellings if o.obligation.state == ObligationState.ASSIGNED]
    turns.move_all(assigned, Verb.ACCEPT, by=by.label, at=at, reason=_("nhập thay"))


def _tell(
    tellings: Sequence[Telling], source: Source | None, by: Actor, at: datetime
) -> list[Progress]:
    newest: dict[tuple[int, date], list[int]] = defaultdict(list)
    for one in tellings:
        obligation = one.obligation
        if obligation.state not in RUNNING:
            raise MovedByOther(obligation.state)
        if obligation.told_on is None or obligation.told_on <= one.told.on:
            obligation.percent, obligation.told_on = one.told.percent, one.told.on
            newest[one.told.percent, one.told.on].append(obligation.pk)
    for (percent, on), numbers in newest.items():
        for start in range(0, len(numbers), _AT_ONCE):
            told = Obligation.objects.filter(pk__in=numbers[start : start + _AT_ONCE])
            told.update(percent=percent, told_on=on)
    return Progress.objects.bulk_create(
        [
            Progress(
                obligation=one.obligation,
                on=one.told.on,
                percent=one.told.percent,
                did=one.told.did.strip(),
                next=one.told.next.strip(),
                told_by_id=by.organization_id or one.obligation.holder_id,
                by=by.label,
                on_behalf=source is not None,
                source_kind=source.kind if source else "",
                source=source.text.strip() if source else "",
                source_on=source.on if source else None,
                at=at,
            )
            for one in tellings
        ],
        batch_size=1_000,
    )


def _act(one: Telling, told: Progress) -> tuple[str, Progress | Obligation, dict[str, object]]:
    if told.on_behalf:
        return "progress.told_on_behalf", told, {"source": told.source, "done": one.done}
    if one.done:
        return "obligation.submitted", one.obligation, {"progress": told.pk}
    return "progress.told", told, {"percent": told.percent}
