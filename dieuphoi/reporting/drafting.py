"""Write the draft: part by part, saved as it is typed; two people never overwrite each other unseen."""

from datetime import datetime

from django.db import IntegrityError, transaction
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
from dieuphoi.plans import policy as plans_policy
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import RUNNING
from dieuphoi.reporting import policy
from dieuphoi.reporting.contents import can_close, told_by
from dieuphoi.reporting.models import (
    MOVES,
    Closing,
    DraftPart,
    Report,
    ReportState,
    ReportVerb,
)
from dieuphoi.reporting.regimes import outline_of


class ReportSent(StaleState):
    """The report was sent: it is written again only when it is returned."""


class PartChanged(StaleState):
    """Somebody else saved the part since this person saw it; `theirs` is what stands there now."""

    def __init__(self, theirs: DraftPart) -> None:
        super().__init__(
            _(
                "%(by)s vừa lưu phần này. Nội dung của bạn chưa ghi đè; hãy ghép hai bản rồi lưu lại."
            )
            % {"by": theirs.by}
        )
        self.theirs = theirs


class PartTooLong(DomainError):
    """The text is longer than a part of a report may be."""


class UnknownPart(DomainError):
    """The outline has no such part."""


class NothingToPropose(DomainError):
    """The result cannot be proposed as done by this report."""


def save_part(
    report: Report, code: str, text: str, *, seen: int, by: Actor, at: datetime
) -> DraftPart:
    """Keep the text of one part; `seen` is the version the writer began from (0: there was none).

    The text is kept as `base.pasted_text.plain` leaves it. Raises PartChanged when somebody saved since
    (unless both wrote the same), ReportSent, PartTooLong.
    """
    require(policy.can_write(by, report), _("Chỉ cơ quan phải báo cáo được soạn báo cáo này."))
    text = plain(text)
    _check_part(report, code, text, at)
    with transaction.atomic():
        _write(report, by=by, at=at)
        return _store(report, code, text, seen=seen, by=by, at=at)


def set_nothing_arose(report: Report, answer: bool, *, by: Actor, at: datetime) -> None:
    """Answer "không phát sinh" in the draft, or take that answer back."""
    require(policy.can_write(by, report), _("Chỉ cơ quan phải báo cáo được soạn báo cáo này."))
    with transaction.atomic():
        _write(report, by=by, at=at)
        Report.objects.filter(pk=report.pk).update(nothing_arose=answer)
        record("report.nothing_arose", report, by=by, at=at, answer=answer)
    report.nothing_arose = answer


def set_closing(
    report: Report, obligation: Obligation, done: bool, *, by: Actor, at: datetime
) -> None:
    """Tick an obligation as done, or take the tick off: sending the report proposes its result.

    Raises NothingToPropose unless it runs and what was told by the cut-off says what was done.
    """
    require(policy.can_write(by, report), _("Chỉ cơ quan phải báo cáo được soạn báo cáo này."))
    if done:
        require(
            plans_policy.can_submit(by, obligation),
            _("Chỉ cơ quan đang giữ nhiệm vụ mới đề nghị xác nhận hoàn thành."),
        )
        _require_result(report, obligation)
    with transaction.atomic():
        _write(report, by=by, at=at)
        if done:
            Closing.objects.get_or_create(report=report, obligation=obligation)
        else:
            Closing.objects.filter(report=report, obligation=obligation).delete()
        record("report.closing_set", report, by=by, at=at, obligation=obligation.pk, done=done)


def _require_result(report: Report, obligation: Obligation) -> None:
    if obligation.state not in RUNNING:
        raise NothingToPropose(_("Nhiệm vụ này không còn đang thực hiện."))
    told = told_by(report.cycle.cut_off_on, [obligation]).get(obligation.pk)
    if not can_close(report, obligation, told):
        raise NothingToPropose(
            _(
                "Hãy cập nhật kết quả đã đạt được (đến ngày chốt số liệu) trước khi đánh dấu hoàn thành."
            )
        )


def _check_part(report: Report, code: str, text: str, at: datetime) -> None:
    if code not in {item.code for item in outline_of(report.cycle.outline)}:
        raise UnknownPart(_("Đề cương không có phần này."))
    most = rules.integer("report_part_max_characters", civil_day(at))
    if len(text) > most:
        raise PartTooLong(
            _(
                "Phần này dài %(length)s ký tự, tối đa %(most)s. Nội dung vẫn còn trên màn hình:"
                " hãy rút gọn, phần chi tiết gửi kèm thành phụ lục."
            )
            % {"length": format_number(len(text)), "most": format_number(most)}
        )
    refuse_marks(text)


def _write(report: Report, *, by: Actor, at: datetime) -> None:
    """The report is being written: moves not_started → draft; raises ReportSent once sent.

    The UPDATE also locks the row, so that a save and a sending never pass each other.
    """
    for before, after in MOVES[ReportVerb.WRITE].items():
        if Report.objects.filter(pk=report.pk, state=before).update(state=after):
            if before == ReportState.NOT_STARTED:
                Report.objects.filter(pk=report.pk).update(since=at)
                record("report.begun", report, by=by, at=at)
            report.refresh_from_db(fields=["state", "since"])
            return
    raise ReportSent(_("Báo cáo đã gửi; chỉ sửa được khi cơ quan tổng hợp trả lại."))


def _store(
    report: Report, code: str, text: str, *, seen: int, by: Actor, at: datetime
) -> DraftPart:
    if seen == 0:
        try:
            with transaction.atomic():
                return DraftPart.objects.create(
                    report=report, code=code, text=text, by=by.label, at=at
                )
        except IntegrityError:
            pass  # somebody was first: seen below
    mine = DraftPart.objects.filter(report=report, code=code, version=seen)
    changed = mine.update(text=text, version=F("version") + 1, by=by.label, at=at)
    part = DraftPart.objects.get(report=report, code=code)
    if not changed and part.text != text:
        raise PartChanged(part)
    return part
