"""Edit the draft: words stand beside what was generated, a number changed by hand has its reason."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.pasted_text import plain
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_number
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.reporting import policy
from dieuphoi.reporting.carried_edits import KEPT_PART
from dieuphoi.reporting.models import Consolidation, ConsolidationState, Paragraph

_SLOT = re.compile(r"\{(\w+)\}")


class ParagraphChanged(StaleState):
    """Somebody else edited the paragraph first, or the draft was frozen or made anew."""


class ParagraphTooLong(DomainError):
    """An edited paragraph is longer than a part of a report may be."""


class SlotsMissing(DomainError):
    """An edited paragraph must keep its numbers: they are changed on their own, with a reason."""


class ReasonMissing(DomainError):
    """A number changed by hand needs a reason."""


def edit_paragraph(
    paragraph: Paragraph, text: str | None, *, seen: int, by: Actor, at: datetime
) -> None:
    """Put edited text beside the generated one; None goes back to it. Slots `{name}` must stay.

    `seen` is the paragraph's version that the person edited. Raises ParagraphChanged, SlotsMissing,
    ParagraphTooLong.
    """
    _require_edit(by, paragraph)
    text = plain(text) if text is not None else None
    if text == paragraph.generated or text == "":
        text = None
    most = rules.integer("report_part_max_characters", civil_day(at))
    if text and len(text) > most:
        raise ParagraphTooLong(
            _("Đoạn này dài quá %(most)s ký tự; hãy rút gọn.") % {"most": format_number(most)}
        )
    refuse_marks(filled(text or "", paragraph.slots))
    missing = set(paragraph.slots) - set(_SLOT.findall(text)) if text else set()
    if missing:
        raise SlotsMissing(
            _("Hãy giữ các ô số %(slots)s; muốn đổi một số, dùng “Sửa số” và nêu lý do.")
            % {"slots": ", ".join(f"{{{name}}}" for name in sorted(missing))}
        )
    edited = {"edited": text, "edited_by": by.label, "edited_at": at, "generated_before": None}
    with transaction.atomic():
        _change(paragraph, seen, **edited)
        record("paragraph.edited", paragraph, by=by, at=at, back=text is None)


def set_number(
    paragraph: Paragraph,
    slot: str,
    value: int | None,
    reason: str,
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Set a number by hand, with the reason; None takes the counted one again.

    The counted value stays beside it and its list can be opened. Raises ReasonMissing, ParagraphChanged.
    """
    _require_edit(by, paragraph)
    if slot not in paragraph.slots or (value is not None and value < 0):
        raise SlotsMissing(_("Đoạn này không có ô số đó, hoặc số không hợp lệ."))
    reason = plain(reason)
    if value is not None and not reason:
        raise ReasonMissing(_("Đổi một số bằng tay phải nêu lý do."))
    refuse_marks(reason)
    counted = {k: paragraph.slots[slot][k] for k in ("value", "asks")}
    by_hand = {"set": value, "reason": reason, "by": by.label} if value is not None else {}
    with transaction.atomic():
        _change(paragraph, seen, slots={**paragraph.slots, slot: counted | by_hand})
        record("paragraph.number_set", paragraph, by=by, at=at, slot=slot, value=value)


def drop_kept(paragraph: Paragraph, *, seen: int, by: Actor, at: datetime) -> None:
    """Throw away an edit whose paragraph is no more (part "kept"); what it said stays in the log.

    Raises ParagraphChanged.
    """
    _require_edit(by, paragraph)
    mine = Paragraph.objects.filter(
        pk=paragraph.pk,
        version=seen,
        part=KEPT_PART,
        frozen=False,
        consolidation__state=ConsolidationState.DRAFT,
    )
    with transaction.atomic():
        if not _take_draft(paragraph) or not mine.delete()[0]:
            raise ParagraphChanged(_("Đoạn này vừa được người khác bỏ hoặc bản tổng hợp đã chốt."))
        details = {"key": paragraph.key, "text": paragraph.edited}
        record("paragraph.dropped", paragraph, by=by, at=at, **details)


def reads(paragraph: Paragraph) -> str:
    """The paragraph as it reads now: edited text where there is one, numbers in their slots."""
    return filled(
        paragraph.edited if paragraph.edited is not None else paragraph.generated, paragraph.slots
    )


def filled(text: str, slots: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with the numbers of its slots; braces that name no slot stay as they are."""

    def number(found: re.Match[str]) -> str:
        slot = slots.get(found[1])
        return found[0] if slot is None else format_number(slot.get("set", slot["value"]))

    return _SLOT.sub(number, text)


def _require_edit(by: Actor, paragraph: Paragraph) -> None:
    require(
        policy.can_consolidate(by, paragraph.consolidation.cycle),
        _("Chỉ cơ quan tổng hợp của kỳ được sửa bản tổng hợp."),
    )


def _change(paragraph: Paragraph, seen: int, **values: object) -> None:
    mine = Paragraph.objects.filter(
        pk=paragraph.pk,
        version=seen,
        frozen=False,
        consolidation__state=ConsolidationState.DRAFT,
    )
    if not _take_draft(paragraph) or not mine.update(version=F("version") + 1, **values):
        raise ParagraphChanged(_("Đoạn này vừa được người khác sửa hoặc bản tổng hợp đã chốt."))
    paragraph.refresh_from_db()


def _take_draft(paragraph: Paragraph) -> bool:
    """Hold the row of the paragraph's consolidation and count a revision; False: no draft any more.

    Before anything else: who freezes the draft or makes it anew holds its row too, and names the
    revision that was read.
    """
    drafts = Consolidation.objects.filter(
        pk=paragraph.consolidation_id, state=ConsolidationState.DRAFT
    )
    return bool(drafts.update(revision=F("revision") + 1))
