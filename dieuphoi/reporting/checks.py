"""Look before you send: what is empty, what does not fit together, what sending will do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.plans.models import Obligation, ObligationState
from dieuphoi.plans.progress import RUNNING
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.reporting.awaited import is_awaited
from dieuphoi.reporting.contents import DraftEntry, entries_for, idle_ticks, raised_for
from dieuphoi.reporting.figures import LEADS
from dieuphoi.reporting.models import Report
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.regimes import OutlineItem, outline_of
from dieuphoi.reporting.stated_figures import Figure, stated

Level = Literal["warning", "info"]
_SETTLED = (ObligationState.COMPLETED, ObligationState.AWAITING_CONFIRMATION)
_NAMED = 10
"""How many tasks one sentence names by their codes."""


@dataclass(frozen=True)
class Finding:
    """One sentence for the officer; `code` is the part it is about, `obligation` the row, or none."""

    level: Level
    sentence: str
    code: str = ""
    obligation: int | None = None


class ReportRow(Protocol):
    """What a check looks at in a row: of a draft or of a sent report."""

    @property
    def obligation(self) -> Obligation:
        """What it is about; its task is counted once."""

    @property
    def role(self) -> str:
        """The part that the agency has in the task."""

    @property
    def state(self) -> str:
        """The obligation's state at the cut-off."""

    @property
    def punctuality(self) -> str:
        """How it stood to its day."""

    @property
    def percent(self) -> int:
        """How far it was told to be."""

    @property
    def closes(self) -> bool:
        """Whether this report proposes its result."""


def before_sending(report: Report, on: date) -> list[Finding]:
    """Everything to look at before the report is sent on that day, gravest first."""
    entries = entries_for(report, on)
    texts = dict(report.draft_parts.values_list("code", "text"))
    raised = raised_for(report).count()
    outline = outline_of(report.cycle.outline)
    found = [
        *_late(report, on),
        *_early(report, on),
        *empty_parts(outline, texts, entries, raised),
        *figures_that_differ(texts, entries),
        *_untold(entries),
        *_nothing_over(report, entries),
        *_rows_to_look_at(entries),
        *_said_twice(entries),
        *_after_cut_off(entries, report.cycle.cut_off_on),
        *_idle(report, idle_ticks(report, entries)),
        *_closing(entries),
    ]
    return sorted(found, key=lambda finding: finding.level != "warning")


def _nothing_over(report: Report, entries: Sequence[DraftEntry]) -> Iterator[Finding]:
    """ "Không phát sinh" over progress of the period: the rows say what the answer does not."""
    count = sum(entry.told_in_period for entry in entries)
    if report.nothing_arose and count:
        yield Finding(
            "warning",
            _(
                "Báo cáo ghi “Không phát sinh” nhưng %(count)s nhiệm vụ có tiến độ trong kỳ;"
                " kết quả đó vẫn vào bản tổng hợp."
            )
            % {"count": count},
            "results",
        )


def empty_parts(
    outline: Sequence[OutlineItem],
    texts: Mapping[str, str],
    entries: Sequence[object],
    raised: int,
) -> Iterator[Finding]:
    """Parts without a word: empty is not the same as "Không"; and "Không" over rows that say more."""
    filled = {"entries": bool(entries), "raised": bool(raised), "text": False}
    for item in outline:
        text = texts.get(item.code, "")
        name = {"part": f"{item.number}. {item.title}"}
        if not text.strip() and not filled[item.kind]:
            yield Finding(
                "warning",
                _("Phần %(part)s để trống. Nếu không có, hãy ghi “Không”.") % name,
                item.code,
            )
        if item.kind == "raised" and raised and says_nothing_arose(text):
            words = {**name, "count": raised}
            yield Finding(
                "warning",
                _("Phần %(part)s ghi “Không” nhưng đang có %(count)s khó khăn, kiến nghị đã nêu.")
                % words,
                item.code,
            )


def counted_rows(rows: Sequence[ReportRow]) -> dict[Figure, int]:
    """The figures that texts like to state, counted as official ones are: tasks that the agency
    leads, each once, in the worst class of its parts."""
    led: dict[int, list[ReportRow]] = defaultdict(list)
    for row in rows:
        if row.role in LEADS:
            led[row.obligation.task_id].append(row)
    return _count(list(led.values()))


def _count(tasks: Sequence[Sequence[ReportRow]]) -> dict[Figure, int]:
    done = sum(all(_is_done(row) for row in some) for some in tasks)
    late = sum(any(_is_overdue(row) for row in some) for some in tasks)
    return {
        "all": len(tasks),
        "completed": done,
        "running": len(tasks) - done - late,
        "overdue": late,
    }


def _is_done(row: ReportRow) -> bool:
    return row.state == ObligationState.COMPLETED or row.closes


def _is_overdue(row: ReportRow) -> bool:
    return row.punctuality == Punctuality.OVERDUE and not _is_done(row)


def _has_day(row: ReportRow) -> bool:
    return row.punctuality not in (Punctuality.NO_DEADLINE, Punctuality.WAITING, "")


def _ways_to_count(rows: Sequence[ReportRow]) -> list[dict[Figure, int]]:
    """Ways of counting that are not wrong: tasks led, those with a day among them, all rows."""
    dated = [row for row in rows if _has_day(row)]
    return [counted_rows(rows), counted_rows(dated), _count([[row] for row in rows])]


_COUNTED = {
    "all": gettext_lazy("nhiệm vụ được giao"),
    "completed": gettext_lazy("nhiệm vụ hoàn thành"),
    "running": gettext_lazy("nhiệm vụ đang thực hiện trong hạn"),
    "overdue": gettext_lazy("nhiệm vụ quá hạn"),
}
AHEAD = "next_period"
"""The part that speaks of what is to come: its figures are not those of the rows."""


def figures_that_differ(texts: Mapping[str, str], rows: Sequence[ReportRow]) -> Iterator[Finding]:
    """Where the text says 22 and the rows say 21: both are shown, nobody's is taken for right."""
    counts, *others = _ways_to_count(rows)
    for code, text in texts.items():
        if code == AHEAD:
            continue
        for said in stated(text):
            fits = {counts[said.figure], *(other[said.figure] for other in others)}
            if said.number not in fits:
                yield Finding(
                    "warning",
                    _("Văn bản ghi “%(words)s”, còn bảng nhiệm vụ có %(count)s %(what)s.")
                    % {
                        "words": said.words,
                        "count": counts[said.figure],
                        "what": _COUNTED[said.figure],
                    },
                    code,
                )


def percent_against_state(row: ReportRow) -> bool:
    """Whether it is told to be 100 % and neither done nor proposed as done."""
    running = (ObligationState.IN_PROGRESS, ObligationState.REWORK, ObligationState.ASSIGNED)
    return row.percent == 100 and row.state in running and not row.closes


def done_though_awaited(row: ReportRow, did: str) -> bool:
    """Whether it is told or proposed as done, and `did`, what is told of it, says that somebody
    has still to decide."""
    return (row.state in _SETTLED or row.closes) and is_awaited(did)


def _late(report: Report, on: date) -> Iterator[Finding]:
    if on > report.cycle.due_on:
        day = format_date(report.cycle.due_on)
        yield Finding(
            "warning", _("Đã quá hạn gửi (%(day)s); báo cáo sẽ ghi là gửi muộn.") % {"day": day}
        )


def _early(report: Report, on: date) -> Iterator[Finding]:
    if on < report.cycle.cut_off_on:
        day = format_date(report.cycle.cut_off_on)
        yield Finding(
            "warning",
            _("Chưa đến ngày chốt số liệu (%(day)s); báo cáo gửi hôm nay lấy số liệu đến hôm nay.")
            % {"day": day},
        )


def _untold(entries: Sequence[DraftEntry]) -> Iterator[Finding]:
    """One sentence for all the tasks of which nothing was told within the period."""
    codes = dict.fromkeys(
        entry.task.code
        for entry in entries
        if not entry.told_in_period and entry.state not in _SETTLED
    )
    if not codes:
        return
    more = len(codes) - _NAMED
    words = {"count": len(codes), "codes": ", ".join(list(codes)[:_NAMED]), "more": more}
    said = _("%(count)s nhiệm vụ chưa có cập nhật trong kỳ: %(codes)s.")
    if more > 0:
        said = _(
            "%(count)s nhiệm vụ chưa có cập nhật trong kỳ: %(codes)s và %(more)s nhiệm vụ khác."
        )
    yield Finding("warning", said % words, "results")


def _rows_to_look_at(entries: Sequence[DraftEntry]) -> Iterator[Finding]:
    for entry in entries:
        name = {"code": entry.task.code, "what": Truncator(entry.wording).chars(90)}
        row = entry.obligation.pk
        if entry.submits and entry.percent < 100:
            yield Finding(
                "warning",
                _(
                    "Nhiệm vụ %(code)s được đánh dấu hoàn thành nhưng mới báo %(percent)s phần trăm:"
                    " %(what)s"
                )
                % {**name, "percent": entry.percent},
                "results",
                row,
            )
        if percent_against_state(entry):
            yield Finding(
                "warning",
                _(
                    "Nhiệm vụ %(code)s báo đủ 100 phần trăm nhưng vẫn “đang thực hiện”;"
                    " đánh dấu hoàn thành nếu đã xong."
                )
                % name,
                "results",
                row,
            )
        if entry.told and done_though_awaited(entry, entry.told.did):
            yield Finding(
                "warning",
                _("Nhiệm vụ %(code)s ghi hoàn thành nhưng lời văn nói còn chờ: “%(did)s”.")
                % {**name, "did": Truncator(entry.told.did).chars(120)},
                "results",
                row,
            )


def _said_twice(entries: Sequence[DraftEntry]) -> Iterator[Finding]:
    """The same result told of two tasks: right for one of them, perhaps."""
    places: dict[str, list[DraftEntry]] = defaultdict(list)
    for entry in entries:
        if entry.told and len(entry.told.did) > 20:
            places[fold(entry.told.did)].append(entry)
    for same in places.values():
        if len({entry.obligation.task_id for entry in same}) > 1:
            codes = ", ".join(entry.task.code for entry in same)
            yield Finding(
                "warning",
                _("Các nhiệm vụ %(codes)s ghi cùng một kết quả; hãy kiểm tra lại.")
                % {"codes": codes},
                "results",
            )


def _after_cut_off(entries: Sequence[DraftEntry], cut_off: date) -> Iterator[Finding]:
    count = sum(entry.later is not None for entry in entries)
    if count:
        yield Finding(
            "info",
            ngettext(
                "%(count)s nhiệm vụ có cập nhật sau ngày chốt số liệu (%(day)s); không vào kỳ này.",
                "%(count)s nhiệm vụ có cập nhật sau ngày chốt số liệu (%(day)s); không vào kỳ này.",
                count,
            )
            % {"count": count, "day": format_date(cut_off)},
            "results",
        )


def _closing(entries: Sequence[DraftEntry]) -> Iterator[Finding]:
    for entry in entries:
        if entry.submits:
            yield Finding(
                "info",
                _("Gửi báo cáo sẽ đề nghị xác nhận hoàn thành nhiệm vụ %(code)s: %(what)s")
                % {"code": entry.task.code, "what": Truncator(entry.wording).chars(90)},
                "results",
                entry.obligation.pk,
            )


def _idle(report: Report, ticked: Sequence[Obligation]) -> Iterator[Finding]:
    for obligation in ticked:
        words = {"code": obligation.task.code, "why": _why_idle(report, obligation)}
        yield Finding(
            "warning",
            _("Nhiệm vụ %(code)s %(why)s; dấu hoàn thành sẽ bị bỏ.") % words,
            "results",
            obligation.pk,
        )


def _why_idle(report: Report, obligation: Obligation) -> str:
    if obligation.holder_id != report.answered_by_id:
        return _("không còn do cơ quan gửi báo cáo giữ")
    if obligation.state == ObligationState.AWAITING_CONFIRMATION:
        return _("đã được đề nghị xác nhận hoàn thành")
    if obligation.state == ObligationState.COMPLETED:
        return _("đã được xác nhận hoàn thành")
    if obligation.state in (ObligationState.CANCELLED, ObligationState.SUPERSEDED):
        return _("đã hủy hoặc được thay thế")
    if obligation.state not in RUNNING:
        return _("không còn đang thực hiện")
    return _("không có kết quả đến ngày chốt số liệu")
