"""Compose one report of many, by rule: pure values in, paragraphs with their sources out.

Nothing here knows a database or a clock, so the same inputs give the same paragraphs everywhere.
Every entry taken in is a source of exactly one paragraph of the part of results, or is left out
with a reason. Texts that several agencies wrote alike become one paragraph that names them all.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal, TypeVar

from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import fold, format_date, format_named_day
from dieuphoi.issues.models import IssueKind, IssueState
from dieuphoi.reporting.figures import LEADS, Counts, TaskFigure, figures_of
from dieuphoi.reporting.pasted_text import says_nothing_arose
from dieuphoi.reporting.regimes import OutlineItem

Kind = Literal["section", "body", "item", "row"]
MOST_NAMED_AGAIN = 3
"""More leads without a report than these are not named a second time in one sentence."""
TABLES = ("table_outstanding", "table_difficulties", "table_proposals", "table_reports")
"""The annexes with rows of their own: the three that officials draw by hand, and who reported.

The last annex, every task, has none: a paragraph about a task holds the cells of its row.
"""

MAIN_CELL = {
    "table_outstanding": 2,
    "table_difficulties": 2,
    "table_proposals": 2,
    "table_reports": 3,
}
"""Which cell of a table's row is its text, which a person may edit."""


@dataclass(frozen=True)
class ReportIn:
    """A report row of the cycle; `version` is the one taken in, none when it is missing: `reason`."""

    report: int
    agency: str
    version: int | None = None
    late: bool = False
    nothing_arose: bool = False
    reason: str = ""


@dataclass(frozen=True)
class EntryIn:
    """An obligation in the figures: an accepted entry, or one of an agency whose report is missing.

    Without a report it has neither `pk` nor `version`, and stands as the plan's record has it.
    `done` and `punctuality` count a result proposed by the cut-off or with the report and
    confirmed since. `place` is the key of its heading.
    """

    pk: int | None
    report: int
    version: int | None
    obligation: int
    task: int
    code: str
    position: int
    section: str
    wording: str
    role: str
    done: bool
    state_words: str
    punctuality: str
    percent: int
    did: str = ""
    next: str = ""
    first_due_on: date | None = None
    due_on: date | None = None
    occurrence: str = ""
    place: str = ""


@dataclass(frozen=True)
class PartIn:
    """A part of an accepted version."""

    pk: int
    report: int
    version: int
    code: str
    text: str


@dataclass(frozen=True)
class RaisedIn:
    """A difficulty or proposal of an accepted version."""

    pk: int
    report: int
    version: int
    kind: str
    subject: str
    wording: str
    cause: str = ""
    asked: str = ""
    addressee: str = ""
    state: str = IssueState.OPEN


@dataclass(frozen=True)
class Inputs:
    """All that goes in; `reports` stand in the order in which agencies are named."""

    cut_off_on: date
    due_on: date
    outline: Sequence[OutlineItem]
    reports: Sequence[ReportIn]
    entries: Sequence[EntryIn] = ()
    parts: Sequence[PartIn] = ()
    raised: Sequence[RaisedIn] = ()


@dataclass(frozen=True)
class Source:
    """Where a paragraph comes from: one entry, raised entry or part of a version."""

    kind: Literal["entry", "raised", "part"]
    pk: int
    version: int


@dataclass(frozen=True)
class Slot:
    """A number in a paragraph and the query that lists what it counts."""

    value: int
    asks: str


@dataclass(frozen=True)
class Composed:
    """A paragraph, a table's row, or both. `key` stays from one version to the next.

    A paragraph about a task says in which class of the figures it counts, under which heading.
    """

    part: str
    kind: Kind
    key: str
    text: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    counts_as: str = ""
    place: str = ""


@dataclass(frozen=True)
class Composition:
    """The whole: paragraphs and rows in order, and the entries that stand in none, with the reason."""

    paragraphs: tuple[Composed, ...]
    left_out: tuple[tuple[int, str], ...]


def compose(inputs: Inputs) -> Composition:
    """One report of all that was accepted."""
    names = {report.report: report.agency for report in inputs.reports}
    taken, left_out = _once_each(inputs.entries, names)
    figures = figures_of(taken)
    paragraphs: list[Composed] = []
    for item in inputs.outline:
        if item.kind == "entries":
            paragraphs += _situation(inputs)
            paragraphs += _results(figures, names, item.code)
        if item.kind == "raised":
            paragraphs += _raised(inputs.raised, names, item.code)
        paragraphs += _texts(inputs.parts, names, item.code)
    paragraphs += _tables(inputs, names)
    return Composition(tuple(paragraphs), tuple(left_out))


def _once_each(
    entries: Iterable[EntryIn], names: Mapping[int, str]
) -> tuple[list[EntryIn], list[tuple[int, str]]]:
    """An obligation counts once, for the report that stands first; the others say where it is."""
    order = {report: n for n, report in enumerate(names)}
    seen: dict[int, EntryIn] = {}
    left_out = []
    for entry in sorted(entries, key=lambda e: (order[e.report], e.position, e.pk or 0)):
        first = seen.setdefault(entry.obligation, entry)
        if first is not entry and entry.pk:
            reason = _("Đã có trong báo cáo của %(agency)s; không tính hai lần.")
            left_out.append((entry.pk, reason % {"agency": names[first.report]}))
    return list(seen.values()), left_out


def _situation(inputs: Inputs) -> Iterator[Composed]:
    """Who reported, who was late, who is missing: nobody is left out silently."""
    part, reports = "results", inputs.reports
    taken = [r for r in reports if r.version]
    late = [r for r in taken if r.late]
    yield Composed(part, "section", "situation", _("Tình hình gửi báo cáo"))
    yield Composed(
        part,
        "body",
        "situation/counts",
        _(
            "Số liệu chốt đến hết ngày %(day)s. Tổng hợp báo cáo của {taken}/{all} cơ quan,"
            " trong đó {late} cơ quan gửi sau hạn (%(due)s); {missing} cơ quan chưa có báo cáo được tổng hợp."
        )
        % {"day": format_date(inputs.cut_off_on), "due": format_date(inputs.due_on)},
        {
            "taken": Slot(len(taken), "reports=taken"),
            "all": Slot(len(reports), "reports=all"),
            "late": Slot(len(late), "reports=late"),
            "missing": Slot(len(reports) - len(taken), "reports=missing"),
        },
    )
    yield from _named("late", _("Gửi sau hạn: %(names)s."), late)
    for reason, some in _by(reports, lambda r: r.reason if not r.version else ""):
        if reason:
            yield from _named(f"missing/{digest(reason)}", f"{reason}: %(names)s.", some)
    silent = [r for r in taken if r.nothing_arose]
    yield from _named("nothing", _("Báo cáo không phát sinh: %(names)s."), silent)


def _named(key: str, words: str, reports: Sequence[ReportIn]) -> Iterator[Composed]:
    if reports:
        names = "; ".join(report.agency for report in reports)
        yield Composed("results", "item", f"situation/{key}", words % {"names": names})


def _results(
    figures: Sequence[TaskFigure[EntryIn]], names: Mapping[int, str], part: str
) -> Iterator[Composed]:
    yield Composed(part, "section", "results/figures", _("Số liệu chung"))
    yield _counts(part, "results/all", figures, "")
    for place, some in _by(figures, _place_of):
        key, title = f"results/section/{place}", _unnumbered(some[0].section)
        yield Composed(part, "section", key, title or _("Nhiệm vụ khác"))
        yield _counts(part, f"{key}/figures", some, f"&section={place}")
        for figure in some:
            yield _task(part, figure, names)


def _place_of(figure: TaskFigure[EntryIn]) -> str:
    return figure.entries[0].place or digest(figure.section)


def _counts(part: str, key: str, figures: Sequence[TaskFigure[EntryIn]], within: str) -> Composed:
    """The official figures: tasks by lead; undated ones and cooperating parts stand outside."""
    counts = Counts.of(figures)
    text = _(
        "Trong {dated} nhiệm vụ có thời hạn: hoàn thành {done} (đúng hạn {done_on_time}, quá hạn"
        " {done_late}); đang thực hiện trong hạn {in_time}; quá hạn chưa hoàn thành {overdue}."
    )
    slots = {
        name: Slot(value, f"class={name}{within}") for name, value in counts.of_dated().items()
    }
    if counts.undated:
        text += " " + _(
            "Ngoài ra có {undated} nhiệm vụ thường xuyên, có điều kiện hoặc không có thời hạn,"
            " không tính vào các số trên."
        )
        slots["undated"] = Slot(counts.undated, f"class=undated{within}")
    return Composed(part, "body", key, text, slots)


def _task(part: str, figure: TaskFigure[EntryIn], names: Mapping[int, str]) -> Composed:
    """The task, who leads it, what each agency did (those that wrote the same together), how it
    stands: as a sentence, and as the row of the last annex. Agencies that only cooperate and told
    nothing stand in the row, not in the sentence."""
    entries, wording = figure.entries, _dotless(figure.wording)
    leads = _distinct(names[e.report] for e in entries if e.role in LEADS)
    led = _(" (%(agencies)s chủ trì)") % {"agencies": _several(leads)} if leads else ""
    told, standing, due = list(_who_did_what(entries, names)), _standing(figure), _due(entries)
    spoke = list(_who_spoke(entries, names)) or told
    ending = f"{standing}, {due}" if due else standing
    return Composed(
        part,
        "body",
        f"results/task/{figure.task}",
        f"{wording}{led}: {'; '.join(spoke)}. {ending}.",
        cells=(figure.code, wording, "\n".join(leads), due, "\n".join(told), standing),
        sources=tuple(Source("entry", e.pk, e.version) for e in entries if e.pk and e.version),
        counts_as=figure.counts_as,
        place=_place_of(figure),
    )


def _who_spoke(entries: Sequence[EntryIn], names: Mapping[int, str]) -> Iterator[str]:
    """As `_who_did_what`, for a sentence that has named the leads: those of a class of which no
    report came are not named once more."""
    wanted = [e for e in entries if e.did or e.role in LEADS]
    silent = [e for e in wanted if e.pk is None and not e.occurrence]
    if len(silent) <= MOST_NAMED_AGAIN:
        yield from _who_did_what(wanted, names)
        return
    heard = [e for e in wanted if e not in silent]
    if not heard:
        yield _("chưa cơ quan nào có báo cáo")
        return
    yield from _each_with_name(heard, names)
    yield _("các cơ quan chủ trì khác: chưa có báo cáo")


def _who_did_what(entries: Sequence[EntryIn], names: Mapping[int, str]) -> Iterator[str]:
    if len(entries) == 1 and entries[0].role in LEADS:
        yield _did(entries[0])
    else:
        yield from _each_with_name(entries, names)


def _each_with_name(entries: Sequence[EntryIn], names: Mapping[int, str]) -> Iterator[str]:
    for _same, some in _by(entries, lambda e: (fold(e.did), e.pk is None)):
        agencies = _several(dict.fromkeys(_named_in(e, names) for e in some))
        yield f"{agencies}: {_did(some[0])}"


def _named_in(entry: EntryIn, names: Mapping[int, str]) -> str:
    """The agency; that it cooperates, or of which occurrence it speaks."""
    words = {"agency": names[entry.report], "occurrence": format_named_day(entry.occurrence)}
    if entry.role not in LEADS:
        return _("%(agency)s (phối hợp)") % words
    return _("%(agency)s (kỳ %(occurrence)s)") % words if entry.occurrence else words["agency"]


def _did(entry: EntryIn) -> str:
    if entry.pk is None:
        return _("chưa có báo cáo")
    return _dotless(" ".join(entry.did.split())) or _("chưa nêu kết quả")


def _standing(figure: TaskFigure[EntryIn]) -> str:
    led = [e for e in figure.entries if e.role in LEADS]
    if not led:
        return _("phần phối hợp")
    by_agency = [[e.done for e in some] for _agency, some in _by(led, lambda e: e.report)]
    if len(by_agency) > 1:
        counts = {"done": sum(all(done) for done in by_agency), "all": len(by_agency)}
        return _("%(done)s/%(all)s cơ quan hoàn thành") % counts
    if len(led) > 1:
        counts = {"done": sum(e.done for e in led), "all": len(led)}
        return _("%(done)s/%(all)s kỳ hoàn thành") % counts
    if led[0].done or led[0].pk is None:
        return led[0].state_words
    return f"{led[0].state_words}, {led[0].percent}%"


def _due(entries: Sequence[EntryIn]) -> str:
    days = sorted({e.due_on for e in entries if e.due_on})
    first = sorted({e.first_due_on for e in entries if e.first_due_on})
    if not days:
        return ""
    words = _("hạn %(day)s") % {"day": ", ".join(map(format_date, days))}
    if first and first != days:
        words += _(" (ban đầu %(day)s)") % {"day": ", ".join(map(format_date, first))}
    return words


def _raised(raised: Sequence[RaisedIn], names: Mapping[int, str], part: str) -> Iterator[Composed]:
    heads = {
        IssueKind.DIFFICULTY: _("Khó khăn, vướng mắc"),
        IssueKind.PROPOSAL: _("Đề xuất, kiến nghị"),
    }
    for kind, head in heads.items():
        some = [one for one in raised if one.kind == kind]
        yield Composed(part, "section", f"{part}/{kind}", head)
        if not some:
            yield Composed(part, "body", f"{part}/{kind}/none", _("Các cơ quan không nêu."))
        for same in _alike(some, names):
            yield Composed(
                part,
                "body",
                _key(part, same),
                _told_of_issue(same, names),
                sources=_of_raised(same),
            )


def _alike(raised: Iterable[RaisedIn], names: Mapping[int, str]) -> Iterator[list[RaisedIn]]:
    order = {report: n for n, report in enumerate(names)}
    ordered = sorted(raised, key=lambda one: (order[one.report], one.pk))
    for _same, some in _by(ordered, lambda one: (one.kind, fold(one.wording), fold(one.addressee))):
        yield list(some)


def _key(part: str, same: Sequence[RaisedIn]) -> str:
    one = same[0]
    return f"{part}/raised/{digest(' '.join((one.kind, one.wording, one.addressee)))}"


def _told_of_issue(same: Sequence[RaisedIn], names: Mapping[int, str]) -> str:
    one = same[0]
    words = [f"{_several(names[r.report] for r in same)}: {_dotless(one.wording)}."]
    if causes := _distinct(r.cause for r in same):
        words.append(_("Nguyên nhân: %(text)s.") % {"text": "; ".join(causes)})
    if asked := _distinct(r.asked for r in same):
        to = one.addressee or _("cấp có thẩm quyền")
        words.append(_("Đề nghị %(to)s: %(text)s.") % {"to": to, "text": "; ".join(asked)})
    elif one.addressee:
        words.append(_("Nơi giải quyết: %(to)s.") % {"to": one.addressee})
    words.append(f"({_several(_distinct(str(IssueState(r.state).label) for r in same))}.)")
    return " ".join(words)


def _of_raised(same: Sequence[RaisedIn]) -> tuple[Source, ...]:
    return tuple(Source("raised", one.pk, one.version) for one in same)


@dataclass(frozen=True)
class _Block:
    """What an agency wrote that stands or falls together: a line with the items below it."""

    part: PartIn
    text: str
    again: int
    """How often the part said the same before."""


def _texts(parts: Sequence[PartIn], names: Mapping[int, str], code: str) -> Iterator[Composed]:
    """What agencies wrote, in their order; runs of blocks that the same agencies share, together."""
    mine, silent = _written(parts, names, code)
    for run in _runs(_shared(mine)):
        sharing = [block.part for block in run[0]]
        texts = "\n".join(group[0].text for group in run)
        yield Composed(
            code,
            "body",
            f"{code}/text/{_digest_of(run[0])}",
            f"{_several(_distinct(names[p.report] for p in sharing))}: {texts}",
            sources=_of_parts(sharing),
        )
    if silent:
        yield Composed(
            code,
            "item",
            f"{code}/nothing",
            _("Trả lời “Không”: %(names)s.") % {"names": _several(names[p.report] for p in silent)},
            sources=_of_parts(silent),
        )


def _written(
    parts: Sequence[PartIn], names: Mapping[int, str], code: str
) -> tuple[list[PartIn], list[PartIn]]:
    """The parts of that code that say something, and those that answer "Không"."""
    order = {report: n for n, report in enumerate(names)}
    mine = sorted((p for p in parts if p.code == code), key=lambda p: order[p.report])
    silent = [p for p in mine if says_nothing_arose(p.text)]
    return [p for p in mine if p not in silent], silent


def _shared(parts: Iterable[PartIn]) -> list[Sequence[_Block]]:
    """The blocks of all parts, those written alike together, in the order of their first."""
    blocks = []
    for part in parts:
        said: Counter[str] = Counter()
        for text in _blocks(part.text):
            blocks.append(_Block(part, text, said[fold(text)]))
            said[fold(text)] += 1
    return [some for _same, some in _by(blocks, lambda block: (fold(block.text), block.again))]


def _blocks(text: str) -> Iterator[str]:
    """A line, with the items under it; a line that ends in a colon takes what follows it."""
    block: list[str] = []
    for line in _nonempty(text):
        item = bool(_ITEM.match(line)) or (block and block[0].endswith(":"))
        if block and (not item or line.endswith(":")):
            yield "\n".join(block)
            block = []
        block.append(line)
    if block:
        yield "\n".join(block)


def _digest_of(group: Sequence[_Block]) -> str:
    return digest(f"{group[0].again or ''}{group[0].text}")


def _of_parts(parts: Iterable[PartIn]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(Source("part", p.pk, p.version) for p in parts))


def _runs(groups: Iterable[Sequence[_Block]]) -> Iterator[list[Sequence[_Block]]]:
    """Neighbouring groups of blocks that exactly the same parts share."""
    run: list[Sequence[_Block]] = []
    for group in groups:
        sharing = {block.part.pk for block in group}
        if run and sharing != {block.part.pk for block in run[0]}:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _tables(inputs: Inputs, names: Mapping[int, str]) -> Iterator[Composed]:
    yield from _outstanding(inputs.parts, names)
    for table, kind in (
        ("table_difficulties", IssueKind.DIFFICULTY),
        ("table_proposals", IssueKind.PROPOSAL),
    ):
        some = [one for one in inputs.raised if one.kind == kind]
        for n, same in enumerate(_alike(some, names), start=1):
            yield _issue_row(table, n, same, names)
    for n, report in enumerate((r for r in inputs.reports if r.late or not r.version), start=1):
        said = _("Gửi sau hạn") if report.version else report.reason
        cells = (str(n), report.agency, format_date(inputs.due_on), said)
        yield _row("table_reports", f"table_reports/{report.report}", cells, ())


def _row(table: str, key: str, cells: tuple[str, ...], sources: tuple[Source, ...]) -> Composed:
    return Composed(table, "row", key, cells[MAIN_CELL[table]], cells=cells, sources=sources)


def _outstanding(parts: Sequence[PartIn], names: Mapping[int, str]) -> Iterator[Composed]:
    """A row for each result, those written alike once with all agencies."""
    mine, _silent = _written(parts, names, "outstanding")
    for n, group in enumerate(_shared(mine), start=1):
        sharing = [block.part for block in group]
        agencies = _several(_distinct(names[p.report] for p in sharing))
        key = f"table_outstanding/{_digest_of(group)}"
        cells = (str(n), agencies, group[0].text)
        yield _row("table_outstanding", key, cells, _of_parts(sharing))


def _issue_row(table: str, n: int, same: Sequence[RaisedIn], names: Mapping[int, str]) -> Composed:
    one = same[0]
    subjects = _several(_distinct(r.subject for r in same))
    middle = "; ".join(
        _distinct(r.cause if table == "table_difficulties" else r.asked for r in same)
    )
    cells = (
        str(n),
        _several(names[r.report] for r in same),
        one.wording,
        middle,
        one.addressee,
        subjects,
        _several(_distinct(str(IssueState(r.state).label) for r in same)),
    )
    return _row(table, _key(table, same), cells, _of_raised(same))


Thing = TypeVar("Thing")
Same = TypeVar("Same", bound=Hashable)


def _by(
    things: Iterable[Thing], key: Callable[[Thing], Same]
) -> Iterator[tuple[Same, Sequence[Thing]]]:
    """The things that share a key, groups and things in the order of their first."""
    groups: dict[Same, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    yield from groups.items()


def _distinct(texts: Iterable[str]) -> list[str]:
    """The texts that say something, each once, folded alike being the same."""
    seen: dict[str, str] = {}
    for text in texts:
        if text.strip():
            seen.setdefault(fold(text), _dotless(" ".join(text.split())))
    return list(seen.values())


def digest(text: str) -> str:
    """A short name for a text that is the same in every process and version."""
    return sha256(fold(text).encode()).hexdigest()[:12]


def _several(names: Iterable[str]) -> str:
    return ", ".join(names)


def _nonempty(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


_ITEM = re.compile(r"[-+*•–]\s*|\d+(?:\.\d+)*[.)]\s|[a-zđ]\)\s")
_NUMBER = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s+")


def _unnumbered(title: str) -> str:
    """The heading without the number that its document gave it: the report numbers anew."""
    return _NUMBER.sub("", title)


def _dotless(text: str) -> str:
    """Without the full stop at the end: the sentence goes on."""
    return text.strip().rstrip(".;,").rstrip()
