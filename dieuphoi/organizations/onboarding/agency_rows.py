"""The table of agencies: which are to be added, which are there, which cannot be understood."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations import founding
from dieuphoi.organizations.founding import NewAgency
from dieuphoi.organizations.home_found import area_named
from dieuphoi.organizations.models import (
    Area,
    Level,
    Name,
    Organization,
    OrganizationKind,
    Placement,
)
from dieuphoi.organizations.onboarding.filled import Line
from dieuphoi.organizations.onboarding.known_agencies import KnownAgencies
from dieuphoi.organizations.onboarding.outcomes import Judged
from dieuphoi.organizations.onboarding.words import choice_in
from dieuphoi.organizations.wordings import key

LONGEST_NAME = 300


@dataclass
class AgencyPlan:
    """What is to be done with a row: `new` under the key `name`, or `known` to be spelled anew.

    `under` is the key of another new agency that stands above it.
    """

    judged: Judged
    name: str = ""
    new: NewAgency | None = None
    under: str = ""
    known: Organization | None = None
    short: str = ""
    spellings: tuple[str, ...] = ()


def judge_agencies(lines: list[Line], known: KnownAgencies) -> list[AgencyPlan]:
    """Judge the rows; from then on `known` understands the agencies that they add."""
    texts = {text for line in lines for text in (line.texts["full"], line.texts["parent"])}
    known.learn(texts)
    found = {text: one for text in texts if (one := known.agency(text)) is not None}
    placed = {
        placement.organization_id: placement
        for placement in Placement.objects.in_force(known.on)
        .filter(organization__in=found.values())
        .select_related("parent", "territory__parent__parent")
    }
    named = {
        name.organization_id: name
        for name in Name.objects.in_force(known.on).filter(organization__in=found.values())
    }
    plans = [_begun(line) for line in lines]
    first: dict[str, Line] = {}
    for plan, line in zip(plans, lines, strict=True):
        _refuse_what_is_missing(plan, line)
        if earlier := first.get(plan.name):
            reason = _("Trùng với dòng %(row)s.") % {"row": earlier.row}
            plan.judged.refuse(line, "full", reason)
        first.setdefault(plan.name, line)
        plan.known = found.get(line.texts["full"])
        if plan.known is None and not plan.judged.faults:
            known.add(plan.name, [line.texts["full"], plan.short, *plan.spellings])
    areas: dict[tuple[str, int], Area] = {}
    for plan, line in zip(plans, lines, strict=True):
        if plan.judged.faults:
            continue
        if plan.known:
            _judge_known(plan, line, placed.get(plan.known.pk), named.get(plan.known.pk), known)
        else:
            _judge_new(plan, line, placed, known, areas)
    _refuse_circles(plans, lines)
    _refuse_under_refused(plans, lines)
    return plans


def _begun(line: Line) -> AgencyPlan:
    full = line.texts["full"]
    spellings = tuple(part.strip() for part in line.texts.get("spellings", "").split(";"))
    return AgencyPlan(
        Judged(line.sheet, line.row, full, line.texts["parent"]),
        name=key(full),
        short=line.texts.get("short", ""),
        spellings=tuple(part for part in spellings if part),
    )


def _refuse_what_is_missing(plan: AgencyPlan, line: Line) -> None:
    if not plan.name:
        plan.judged.refuse(line, "full", _("Thiếu tên cơ quan."))
    elif len(line.texts["full"]) > LONGEST_NAME:
        plan.judged.refuse(line, "full", _("Tên cơ quan quá dài."))
    if not line.texts["parent"]:
        plan.judged.refuse(line, "parent", _("Thiếu cơ quan cấp trên."))


def _judge_known(
    plan: AgencyPlan,
    line: Line,
    placement: Placement | None,
    name: Name | None,
    known: KnownAgencies,
) -> None:
    parent = placement.parent if placement else None
    meant = known.meant(line.texts["parent"])
    if parent is None or meant.organization != parent:
        reason = _(
            "Đã có cơ quan tên này, cấp trên là %(parent)s. Nếu là cơ quan khác trùng tên, hãy ghi "
            "tên đầy đủ kèm cơ quan cấp trên."
        )
        where = parent.name if parent else _("chưa rõ")
        plan.judged.refuse(line, "parent", reason % {"parent": where})
        return
    if plan.known is None or plan.known.key is not None or name is None:
        plan.short, plan.spellings = "", ()  # the registry says how its agencies are written
        return
    written = {key(text) for text in (name.full, *name.at_home, *name.in_province)}
    if plan.short and plan.short != name.short:
        plan.judged.changes.append(_("Tên gọn: %(short)s") % {"short": plan.short})
    plan.spellings = tuple(text for text in plan.spellings if key(text) not in written)
    if plan.spellings:
        words = "; ".join(plan.spellings)
        plan.judged.changes.append(_("Thêm cách viết: %(words)s") % {"words": words})


def _judge_new(
    plan: AgencyPlan,
    line: Line,
    placed: dict[int, Placement],
    known: KnownAgencies,
    areas: dict[tuple[str, int], Area],
) -> None:
    if several := known.candidates(line.texts["full"]):
        names = "; ".join(one.name for one in several)
        reason = _("Tên này đã có ở nhiều cơ quan: %(names)s. Hãy ghi tên đầy đủ hơn.")
        plan.judged.refuse(line, "full", reason % {"names": names})
    parent = known.meant(line.texts["parent"])
    if parent.reason:
        plan.judged.refuse(line, "parent", parent.reason)
    kind = _kind(plan, line)
    above = placed.get(parent.organization.pk) if parent.organization else None
    area = above.territory if above else None
    if text := line.texts.get("territory", ""):
        try:
            place = (fold(text), parent.organization.pk if parent.organization else 0)
            areas[place] = areas.get(place) or area_named(text, known.on, parent.organization)
            area = areas[place]
        except DomainError as error:
            plan.judged.refuse(line, "territory", str(error))
    if plan.judged.faults:
        return
    level = (
        founding.level_under(parent.organization, kind, area) if not parent.added else Level.UNIT
    )
    plan.judged.creates = True
    plan.under = parent.added
    plan.new = NewAgency(
        full=line.texts["full"],
        short=plan.short,
        kind=kind,
        level=level,
        parent=parent.organization,
        territory=area,
        spellings=plan.spellings,
    )


def _kind(plan: AgencyPlan, line: Line) -> OrganizationKind:
    text = line.texts.get("kind", "")
    if not text:
        return founding.kind_named(line.texts["full"])
    kind, reason = choice_in(text, OrganizationKind)
    if kind is None:
        plan.judged.refuse(line, "kind", reason)
        return OrganizationKind.UNIT
    return kind


def _refuse_circles(plans: list[AgencyPlan], lines: list[Line]) -> None:
    above = {plan.name: plan.under for plan in plans if plan.new}
    for plan, line in zip(plans, lines, strict=True):
        seen, name = {plan.name}, above.get(plan.name, "")
        while name and name not in seen:
            seen.add(name)
            name = above.get(name, "")
        if name and plan.new:
            reason = _("Các cơ quan trực thuộc nhau thành vòng. Hãy sửa cột cơ quan cấp trên.")
            plan.judged.refuse(line, "parent", reason)


def _refuse_under_refused(plans: list[AgencyPlan], lines: list[Line]) -> None:
    """Who stands under a refused row cannot be placed; said of each, however deep."""
    refused = {plan.name for plan in plans if plan.judged.faults}
    grew = True
    while grew:
        grew = False
        for plan, line in zip(plans, lines, strict=True):
            if plan.under in refused and not plan.judged.faults:
                reason = _("Cơ quan cấp trên ở dòng khác của bảng chưa nhận được.")
                plan.judged.refuse(line, "parent", reason)
                refused.add(plan.name)
                grew = True
