"""A person rights what was read, row by row; what stays uncertain is marked, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import StaleState, require
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import tidy
from dieuphoi.documents import policy, status_words
from dieuphoi.documents.models import (
    Attachment,
    Document,
    Reading,
    ReadingState,
    ReadRow,
    StatusState,
)
from dieuphoi.documents.reading.agencies import split_agencies
from dieuphoi.documents.reading.deadlines import parse_deadline
from dieuphoi.documents.reading.result import Locator, ReadDocument, ReadTask
from dieuphoi.documents.reading.statuses import Meaning, ReadStatus
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.resolution import Resolution, resolve, resolve_many

HEADER_FIELDS = (
    "issuer",
    "number",
    "notation",
    "symbol",
    "type",
    "issued_on",
    "place",
    "subject",
    "signer_name",
    "signer_title",
    "signer_authority",
)
TEXT_FIELDS = (
    "code",
    "group",
    "content",
    "lead_text",
    "cooperating_text",
    "product",
    "deadline_text",
    "status_text",
    "result",
    "note",
)
"""What a person may correct in a row; agencies and deadlines are worked out from the texts."""

BLOCKING = ("content_missing",)
"""Warnings with which a row cannot become a task."""


class ReadingDecided(StaleState):
    """The reading was confirmed or discarded already."""

    def __init__(self) -> None:
        super().__init__(_("Bản đọc này đã được xác nhận hoặc đã bỏ, không sửa được nữa."))


class RowChanged(StaleState):
    """Somebody else corrected the row first."""

    def __init__(self) -> None:
        super().__init__(
            _("Dòng này vừa được người khác sửa. Hãy tải lại trang rồi sửa trên bản mới.")
        )


@dataclass(frozen=True)
class RowText:
    """The texts of a row as a person wants them; `joint_lead` is that person's own choice, and so
    is `meaning`, what the status means (None: what its words say)."""

    code: str = ""
    group: str = ""
    content: str = ""
    lead_text: str = ""
    cooperating_text: str = ""
    product: str = ""
    deadline_text: str = ""
    status_text: str = ""
    result: str = ""
    note: str = ""
    percent: int | None = None
    meaning: Meaning | None = None
    joint_lead: bool = False
    kept: bool = True


def open_reading(
    document: Document, attachment: Attachment, found: ReadDocument, *, at: datetime
) -> Reading:
    """Lay down what the reader found as an open reading with its rows, in the caller's
    transaction."""
    reading = Reading.objects.create(
        document=document,
        attachment=attachment,
        reader_version=found.reader_version,
        header={name: getattr(found.header, name) or "" for name in HEADER_FIELDS},
        header_unsure=list(found.header.unsure),
        warnings=list(found.warnings),
        unread=[
            {"code": one.code, "place": _place(one.locator), "cells": _cells(one.locator)}
            for one in found.unread
        ],
        read_at=at,
    )
    rows = [_row_of(reading, n, task) for n, task in enumerate(found.tasks, start=1)]
    _work_out(reading, rows)
    ReadRow.objects.bulk_create(rows)
    _mark_repeated_codes(reading)
    return reading


@transaction.atomic
def correct_row(row: ReadRow, text: RowText, *, version: int, by: Actor, at: datetime) -> ReadRow:
    """Put a person's texts in the place of what was read, and work out anew what they mean.

    `version` is the row's version that the person saw; raises RowChanged when it is older.
    """
    reading = _open(row.reading, by)
    _refuse_marks(text)
    _put(text, row)
    row.corrected, row.version = True, version + 1
    _work_out(reading, [row])
    values = {f.attname: getattr(row, f.attname) for f in ReadRow._meta.concrete_fields[1:]}
    if not ReadRow.objects.filter(pk=row.pk, version=version).update(**values):
        raise RowChanged
    _mark_repeated_codes(reading)
    row.refresh_from_db()
    record("reading.row_corrected", reading, by=by, at=at, row=row.position)
    return row


@transaction.atomic
def keep_row(row: ReadRow, kept: bool, *, version: int, by: Actor, at: datetime) -> None:
    """Keep a row for the plan, or leave it out; what was read and its marks stay as they are.

    Raises RowChanged when somebody changed the row since `version`.
    """
    reading = _open(row.reading, by)
    unchanged = ReadRow.objects.filter(pk=row.pk, version=version)
    if not unchanged.update(kept=kept, version=version + 1):
        raise RowChanged
    _mark_repeated_codes(reading)
    verb = "reading.row_kept" if kept else "reading.row_left_out"
    record(verb, reading, by=by, at=at, row=row.position)


@transaction.atomic
def add_row(reading: Reading, text: RowText, *, by: Actor, at: datetime) -> ReadRow:
    """Add a row that the reader missed, after the last one."""
    _open(reading, by)
    _refuse_marks(text)
    last = reading.rows.order_by("position").last()
    row = ReadRow(reading=reading, position=(last.position if last else 0) + 1, corrected=True)
    _put(text, row)
    _work_out(reading, [row])
    row.save()
    _mark_repeated_codes(reading)
    record("reading.row_added", reading, by=by, at=at, row=row.position)
    return row


@transaction.atomic
def correct_header(reading: Reading, values: dict[str, str], *, by: Actor, at: datetime) -> Reading:
    """Put a person's letterhead in the place of what was read; agencies are worked out anew,
    since who issued the document decides what a short name means."""
    _open(reading, by)
    refuse_marks(*values.values())
    reading.header = {**reading.header, **{k: tidy(v) for k, v in values.items()}}
    reading.header_unsure = []
    reading.save(update_fields=["header", "header_unsure"])
    rows = list(reading.rows.all())
    _work_out(reading, rows)
    ReadRow.objects.bulk_update(rows, ["leads", "cooperating", "deadlines", "warnings"])
    _mark_repeated_codes(reading)
    record("reading.header_corrected", reading, by=by, at=at)
    return reading


@transaction.atomic
def explain_words(
    reading: Reading, meanings: Mapping[str, Meaning], *, by: Actor, at: datetime
) -> None:
    """Say what words for a status mean: the rows are worked out anew, and the next tracker of the
    agency is read with them."""
    _open(reading, by)
    agency = reading.document.registered_by
    status_words.explain(meanings, agency=agency, by=by, at=at)
    rows = list(reading.rows.all())
    _work_out(reading, rows)
    ReadRow.objects.bulk_update(rows, ["status", "timing", "done_on", "warnings"])
    _mark_repeated_codes(reading)


@transaction.atomic
def discard(reading: Reading, *, by: Actor, at: datetime) -> None:
    """Give a reading up; its draft document and file stay known, so that nothing is lost."""
    close(reading, ReadingState.DISCARDED, by=by, at=at)
    record("reading.discarded", reading, by=by, at=at)


def close(reading: Reading, state: ReadingState, *, by: Actor, at: datetime) -> None:
    """Decide an open reading, once: the second of two people is told (ReadingDecided)."""
    require(policy.can_review(by, reading.document), _("Văn bản này do cơ quan khác đăng ký."))
    changed = Reading.objects.filter(pk=reading.pk, state=ReadingState.OPEN).update(
        state=state, decided_at=at, decided_by=by.label
    )
    if not changed:
        raise ReadingDecided
    reading.refresh_from_db()


def issuer_of(reading: Reading) -> Organization | None:
    """The agency that the letterhead names, where it is known with certainty."""
    found = resolve(reading.header.get("issuer", ""), day_of(reading), None)
    return found.organization


def day_of(reading: Reading) -> date:
    """The day on which wordings are understood: the day of issue, else the day of reading."""
    return issued_on(reading) or civil_day(reading.read_at)


def issued_on(reading: Reading) -> date | None:
    """The day of issue when it is complete; a month without a day stays blank."""
    try:
        day = date.fromisoformat(reading.header.get("issued_on") or "")
    except ValueError:
        return None
    return day if 1945 <= day.year <= 2100 else None


def _refuse_marks(text: RowText) -> None:
    refuse_marks(*(value for value in asdict(text).values() if isinstance(value, str)))


def _open(reading: Reading, by: Actor) -> Reading:
    require(policy.can_review(by, reading.document), _("Văn bản này do cơ quan khác đăng ký."))
    locked = Reading.objects.select_for_update().get(pk=reading.pk)
    if locked.state != ReadingState.OPEN:
        raise ReadingDecided
    return locked


def _row_of(reading: Reading, position: int, task: ReadTask) -> ReadRow:
    texts = {
        "code": task.code,
        "group": task.group,
        "content": task.content,
        "lead_text": "; ".join(task.lead),
        "cooperating_text": "; ".join(task.cooperating),
        "product": task.product,
        "deadline_text": task.deadline_text,
        "status_text": task.status.text,
        "result": task.result,
        "note": task.note,
    }
    return ReadRow(
        reading=reading,
        position=position,
        cells=_cells(task.locator),
        locator=_place(task.locator),
        percent=task.status.percent,
        as_read={
            **texts,
            "status": asdict(task.status),
            "unsure": list(task.unsure),
            "warnings": list(task.warnings),
            "deadlines": [asdict(deadline) for deadline in task.deadlines],
        },
        **{name: value or "" for name, value in texts.items()},
    )


def _work_out(reading: Reading, rows: Sequence[ReadRow]) -> None:
    """Set what the texts of the rows mean, and what about them is not certain."""
    named = [
        (row, split_agencies(row.lead_text), split_agencies(row.cooperating_text)) for row in rows
    ]
    wordings = {w for _row, leads, others in named for w in [*leads, *others]}
    meaning = resolve_many(sorted(wordings), day_of(reading), _spoken_by(reading))
    known = status_words.meanings_of(reading.document.registered_by_id)
    for row, leads, others in named:
        row.leads = [_party(wording, meaning[wording]) for wording in leads]
        row.cooperating = [_party(wording, meaning[wording]) for wording in others]
        row.deadlines = _deadlines(reading, row)
        _set_status(row, known)
        row.warnings = list(_warnings(row))


def _spoken_by(reading: Reading) -> Organization | None:
    """Whose short names the rows use: the issuer's, or those of the agency that keeps the file
    where it has no letterhead at all, as an office's own tracker."""
    own = None if reading.header.get("issuer") else reading.document.registered_by
    return issuer_of(reading) or own


def _put(text: RowText, row: ReadRow) -> None:
    """Put a person's texts and choices into the row."""
    for name, value in asdict(text).items():
        if name != "meaning":
            setattr(row, name, tidy(value) if isinstance(value, str) else value)
    row.status_chosen = text.meaning is not None
    if text.meaning:
        row.status, row.timing, row.done_on = text.meaning.state, text.meaning.timing, None


def _set_status(row: ReadRow, known: Mapping[str, Meaning]) -> None:
    """What the words for the status mean, unless a person chose it."""
    if row.status_chosen:
        return
    told = ReadStatus(**row.as_read["status"]) if "status" in row.as_read else None
    status = status_words.understood(row.status_text, row.percent, told, known)
    row.status, row.timing = status.state, status.timing
    row.done_on = date.fromisoformat(status.day) if status.day else None


def _deadlines(reading: Reading, row: ReadRow) -> list[dict[str, Any]]:
    """What the deadline's text means; the reader knew more (the column's year) than its text."""
    if row.as_read and row.deadline_text == tidy(row.as_read["deadline_text"]):
        return list(row.as_read["deadlines"])
    known_day = issued_on(reading)
    return [asdict(deadline) for deadline in parse_deadline(row.deadline_text, known_day)]


def _cells(locator: Locator) -> list[dict[str, Any]]:
    return [asdict(cell) for cell in locator.cells]


def _place(locator: Locator) -> dict[str, Any]:
    return {name: getattr(locator, name) for name in ("table", "row", "sheet", "page")}


def _party(wording: str, meaning: Resolution) -> dict[str, Any]:
    return {
        "wording": wording,
        "kind": str(meaning.kind),
        "organization": meaning.organization.pk if meaning.organization else None,
        "group": meaning.group.pk if meaning.group else None,
        "name": meaning.name or wording,
        "candidates": [[o.pk, o.name] for o in meaning.candidates],
    }


def _warnings(row: ReadRow) -> Iterable[str]:
    if not row.content:
        yield "content_missing"
    if not row.leads:
        yield "lead_missing"
    if len(row.leads) > 1 and not row.joint_lead:
        yield "two_leads"
    if any(party["kind"] in ("unknown", "ambiguous", "open") for party in row.leads):
        yield "lead_unknown"
    if any(party["kind"] in ("unknown", "ambiguous") for party in row.cooperating):
        yield "cooperating_unknown"
    if not row.deadline_text:
        yield "deadline_missing"
    elif not row.deadlines or all(d["kind"] == "none" for d in row.deadlines):
        yield "deadline_unread"
    elif row.corrected and not all(d["sure"] for d in row.deadlines):
        yield "deadline_unsure"
    if len(row.deadlines) > 1:
        yield "several_deadlines"
    if row.status == StatusState.ASKED:
        yield "status_asked"
    if not row.corrected:
        yield from (f"{name}_unsure" for name in row.as_read.get("unsure", []))


def _mark_repeated_codes(reading: Reading) -> None:
    """A code used twice is marked on every row that bears it."""
    rows = list(reading.rows.filter(kept=True))
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        seen[row.group, row.code] = seen.get((row.group, row.code), 0) + 1
    changed = []
    for row in rows:
        repeated = bool(row.code) and seen[row.group, row.code] > 1
        if repeated != ("code_repeated" in row.warnings):
            row.warnings = [w for w in row.warnings if w != "code_repeated"]
            row.warnings += ["code_repeated"] * repeated
            changed.append(row)
    ReadRow.objects.bulk_update(changed, ["warnings"])
