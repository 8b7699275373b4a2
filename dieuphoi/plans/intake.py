"""A confirmed reading becomes a plan: provisions, sections, tasks and their terms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import fold, tidy
from dieuphoi.documents import registry, review
from dieuphoi.documents.models import Document, Provision, Reading, ReadingState, ReadRow
from dieuphoi.documents.registry import Letterhead
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import policy
from dieuphoi.plans.models import (
    Deadline,
    DeadlineKind,
    Field,
    Party,
    PartyRole,
    Plan,
    PlanKind,
    Section,
    SectionKind,
    Task,
)
from dieuphoi.plans.terms import Demand, set_terms
from dieuphoi.plans.tracker import carrying
from dieuphoi.plans.tracker.carrying import Carry, carry_of


@dataclass(frozen=True)
class PlanDetails:
    """What a person decides about the plan itself; `ends_on` is the day after its last day."""

    title: str
    owner: Organization
    focal_agency: Organization
    starts_on: date
    ends_on: date | None = None
    kind: PlanKind = PlanKind.PLAN
    confirmer: Organization | None = None
    declared: dict[str, str] = field(default_factory=dict)
    sections: tuple["SectionDraft", ...] = ()
    is_illustration: bool = False
    told_on: date | None = None
    """the day of the figures where the document is a running tracker"""


@dataclass(frozen=True)
class SectionDraft:
    """A heading of the plan to be; sections that tasks name and nobody drafted are added."""

    title: str
    kind: SectionKind = SectionKind.TASK_GROUP
    declared: int | None = None
    is_illustration: bool = False


@dataclass(frozen=True)
class TaskDraft:
    """One task to be: where it stands in the document, and what is demanded."""

    code: str
    section: str
    provision: Provision
    demand: Demand
    fields: tuple[str, ...] = ()
    carry: Carry | None = None
    """what a tracker tells of it, for its lead once it is assigned"""


class NothingToPlan(DomainError):
    """A plan needs at least one task."""


class RowIncomplete(DomainError):
    """A row that is kept has no content."""


class FiguresAhead(DomainError):
    """The figures of a tracker are of a day that has come."""


class PlanOfOthers(DomainError):
    """The actor's agency has no part in coordinating the plan."""


class PeriodReversed(DomainError):
    """The plan must end after it begins."""


@transaction.atomic
def confirm_reading(
    reading: Reading, letterhead: Letterhead, details: PlanDetails, *, by: Actor, at: datetime
) -> Plan:
    """Register the document and make the plan of the rows that were kept, as they stand now.

    Once: the second of two people is told that the reading was decided. What is not certain in a
    row stays so: an unknown agency stays a phrase, and that task cannot be assigned yet. What a
    running tracker tells of a row waits with its task until that is assigned.
    """
    require(policy.can_make_plan(by), _("Chỉ chuyên viên đầu mối được lập kế hoạch."))
    _refuse_foreign(details, by)
    refuse_marks(details.title)
    review.close(reading, ReadingState.CONFIRMED, by=by, at=at)
    rows = list(reading.rows.filter(kept=True).order_by("position"))
    if any(set(row.warnings) & set(review.BLOCKING) for row in rows):
        raise RowIncomplete(_("Còn dòng chưa có nội dung nhiệm vụ. Hãy bổ sung hoặc bỏ dòng đó."))
    document = registry.register(
        reading.document, letterhead, by=by, at=at, is_illustration=details.is_illustration
    )
    told_on = details.told_on or civil_day(at)
    if told_on > civil_day(at):
        raise FiguresAhead(_("Ngày số liệu của bảng theo dõi không được sau hôm nay."))
    name = reading.attachment.name
    drafts = [
        _draft(row, carry_of(row, on=told_on, name=name), confirmed_by=by.label) for row in rows
    ]
    record("reading.confirmed", reading, by=by, at=at, rows=len(rows))
    return make_plan(document, details, drafts, by=by, at=at)


@transaction.atomic
def set_fields(task: Task, names: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Say which fields of work the task belongs to."""
    require(policy.can_coordinate(by, task.plan), _("Chỉ cơ quan đầu mối được phân lĩnh vực."))
    task.fields.clear()
    _add_fields([(task, names)])
    record("task.fields_set", task, by=by, at=at, fields=list(names))


@transaction.atomic
def make_plan(
    document: Document,
    details: PlanDetails,
    drafts: Sequence[TaskDraft],
    *,
    by: Actor,
    at: datetime,
) -> Plan:
    """Make a plan of a registered document; its tasks are drafts until they are assigned."""
    require(policy.can_make_plan(by), _("Chỉ chuyên viên đầu mối được lập kế hoạch."))
    if not drafts and not details.declared:
        raise NothingToPlan(_("Chưa có dòng nào được giữ lại để lập kế hoạch."))
    if details.ends_on and details.ends_on <= details.starts_on:
        raise PeriodReversed(_("Ngày kết thúc của kế hoạch phải sau ngày bắt đầu."))
    plan = Plan.objects.create(
        document=document,
        title=tidy(details.title),
        kind=details.kind,
        owner=details.owner,
        focal_agency=details.focal_agency,
        confirmer=details.confirmer or details.focal_agency,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        declared=details.declared,
        is_illustration=details.is_illustration,
        created_at=at,
    )
    tasks = _add_tasks(plan, details.sections, drafts, at)
    told = [(t, d.carry) for t, d in zip(tasks, drafts, strict=True) if d.carry]
    carrying.lay_down(told, by=by, at=at)
    record("plan.made", plan, by=by, at=at, tasks=len(drafts))
    return plan


def _refuse_foreign(details: PlanDetails, by: Actor) -> None:
    """Whoever makes a plan gathers or owns it; else it would be lost to its maker at once."""
    if not by.is_system and by.organization_id not in {details.owner.pk, details.focal_agency.pk}:
        raise PlanOfOthers(
            _("Cơ quan của bạn phải là cơ quan đầu mối hoặc cơ quan chủ quản của kế hoạch.")
        )


def _add_tasks(
    plan: Plan, headings: Sequence[SectionDraft], drafts: Sequence[TaskDraft], at: datetime
) -> list[Task]:
    sections = _sections(plan, headings, [draft.section for draft in drafts])
    provisions = registry.add_provisions(plan.document, [draft.provision for draft in drafts])
    tasks = Task.objects.bulk_create(
        Task(
            plan=plan,
            section=sections.get(draft.section),
            provision=provision,
            code=draft.code,
            position=position,
            search=fold(f"{draft.code} {draft.demand.content} {draft.demand.product}"),
        )
        for position, (draft, provision) in enumerate(zip(drafts, provisions, strict=True), 1)
    )
    valid_from = plan.document.in_force_from or plan.document.issued_on or plan.starts_on
    for task, draft in zip(tasks, drafts, strict=True):
        set_terms(task, draft.demand, set_by=plan.document, valid_from=valid_from, known_at=at)
    _add_fields([(task, draft.fields) for task, draft in zip(tasks, drafts, strict=True)])
    return tasks


def _add_fields(named: Sequence[tuple[Task, Sequence[str]]]) -> None:
    names = {name for _task, names in named for name in names}
    known = {name: Field.objects.get_or_create(name=name)[0] for name in sorted(names)}
    Task.fields.through.objects.bulk_create(
        Task.fields.through(task=task, field=known[name]) for task, names in named for name in names
    )


def _sections(
    plan: Plan, headings: Sequence[SectionDraft], titles: Sequence[str]
) -> dict[str, Section]:
    """A section per heading, in the order they first stand in."""
    drafted = {heading.title: heading for heading in headings}
    ordered = {**drafted, **{t: SectionDraft(t) for t in titles if t and t not in drafted}}
    made = Section.objects.bulk_create(
        Section(
            plan=plan,
            title=heading.title,
            kind=heading.kind,
            declared=heading.declared,
            is_illustration=heading.is_illustration,
            position=n,
        )
        for n, heading in enumerate(ordered.values(), start=1)
    )
    return {section.title: section for section in made}


def _draft(row: ReadRow, carry: Carry | None, *, confirmed_by: str) -> TaskDraft:
    place = "/".join(part for part in (row.group, row.code) if part)
    cells = [
        {name: cell.get(name) for name in ("header", "text", "inherited")}
        for cell in row.cells
        if cell.get("text")
    ]
    provision = Provision(
        path=place or str(row.position),
        text="\n".join(cell["text"] for cell in cells) or row.content,
        locator={**row.locator, "cells": cells},
    )
    demand = Demand(
        content=row.content,
        product=row.product,
        parties=tuple(_parties(row)),
        deadlines=tuple(_deadlines(row, confirmed_by)),
    )
    return TaskDraft(row.code, row.group, provision, demand, carry=carry)


def _parties(row: ReadRow) -> list[Party]:
    """The parties a row names. Several leads are joint only by a person's choice; otherwise one
    open phrase names them all, and the task cannot be assigned until somebody chooses."""
    named = [(PartyRole.COOPERATE, one) for one in row.cooperating]
    if len(row.leads) == 1:
        named.insert(0, (PartyRole.LEAD, row.leads[0]))
    elif row.joint_lead:
        named[:0] = [(PartyRole.JOINT_LEAD, one) for one in row.leads]
    else:
        named[:0] = [(PartyRole.LEAD, _together(row))] if row.leads else []
    return [
        Party(
            role=role,
            organization_id=one["organization"],
            group_id=one["group"],
            wording=one["wording"],
            position=n,
        )
        for n, (role, one) in enumerate(named)
    ]


def _together(row: ReadRow) -> dict[str, Any]:
    """Several leads of which nobody chose: one open phrase that names them all."""
    return {"organization": None, "group": None, "wording": row.lead_text}


def _deadlines(row: ReadRow, confirmed_by: str) -> list[Deadline]:
    return [
        Deadline(
            n=n,
            text=row.deadline_text,
            kind=DeadlineKind(one["kind"]),
            starts_on=_day(one["start"]),
            due_on=_day(one["end"]),
            inclusive=one["inclusive"],
            recurrence=one["recurrence"] or "",
            waits_for=one["waits_for"] or "",
            read_by=row.reading.reader_version,
            confirmed_by=confirmed_by,
        )
        for n, one in enumerate(row.deadlines, start=1)
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
