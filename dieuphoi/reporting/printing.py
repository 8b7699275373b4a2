"""From a consolidation to what is printed: the official report's letterhead, parts and annexes.

Layout is Decree 30/2020/NĐ-CP's and lives in `report_document`; here is which words go where. The
number and the day are left blank: only the clerk gives them.
"""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.vietnamese import format_date, tidy
from dieuphoi.organizations.models import Organization, OrganizationKind
from dieuphoi.organizations.succession import name_on
from dieuphoi.organizations.territory import placement_of, province_of
from dieuphoi.plans.models import Plan
from dieuphoi.reporting import gathering
from dieuphoi.reporting.composition import MAIN_CELL, TABLES
from dieuphoi.reporting.editing import reads
from dieuphoi.reporting.models import Consolidation, ConsolidationState, Cycle, Paragraph
from dieuphoi.reporting.printed import (
    ParagraphKind,
    PrintedParagraph,
    PrintedPart,
    PrintedReport,
    PrintedTable,
    Signature,
)
from dieuphoi.reporting.regimes import OutlineItem, outline_of

EVERY_TASK, RESULT_CELL = "every_task", 4
"""The annex whose rows are the cells of paragraphs about tasks, and which cell is the result."""

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
_SMALL_WORDS = {"và", "của"}


class Signing(models.TextChoices):
    """Who signs: the head, a deputy for the head (KT.), or by the head's order (TL.)."""

    HEAD = "head", gettext_lazy("Người đứng đầu")
    DEPUTY = "deputy", gettext_lazy("Cấp phó ký thay (KT.)")
    BY_ORDER = "by_order", gettext_lazy("Ký thừa lệnh (TL.)")


def printed(consolidation: Consolidation, signing: Signing = Signing.HEAD) -> PrintedReport:
    """The consolidation as it reads now, ready to be written to Word or Excel. Eight queries."""
    cycle = consolidation.cycle
    issuer, day = cycle.consolidator, cycle.due_on
    place = placement_of(issuer, day)
    province = province_of(place.territory) if place else None
    plans = list(
        cycle.plans.select_related("document__issuer", "owner").order_by("starts_on", "pk")
    )
    paragraphs = list(consolidation.paragraphs.all())
    name = gathering.familiar_name(name_on(issuer, day), province.name if province else "")
    return PrintedReport(
        parent=name_on(place.parent, day) if place and place.parent else "",
        issuer=name,
        notation=f"BC-{abbreviation(issuer, name, province.name if province else '')}",
        place=province.name if province else "",
        year=cycle.due_on.year,
        type=_("Báo cáo"),
        subject=_subject(cycle),
        addressed_to=(cycle.recipient,) if cycle.recipient else (),
        bases=tuple(_basis(plan) for plan in plans),
        opening=_opening(name, cycle, plans),
        parts=tuple(_parts(outline_of(cycle.outline), paragraphs)),
        closing=_("Trên đây là %(title)s, %(issuer)s kính báo cáo.")
        % {"title": _lower_first(cycle.title), "issuer": name},
        recipients=_recipients(cycle, plans),
        archive=_("VT, %(unit)s") % {"unit": _("TH")},
        signature=signature(issuer, signing),
        tables=tuple(_tables(paragraphs)),
        illustration=any(plan.is_illustration for plan in plans),
        properties={"title": cycle.title, "version": version_words(consolidation)},
    )


def version_words(consolidation: Consolidation) -> str:
    """`dự thảo` while it is edited, `bản 2` once frozen."""
    if consolidation.state == ConsolidationState.DRAFT:
        return _("dự thảo")
    return _("bản %(n)s") % {"n": consolidation.n}


def abbreviation(issuer: Organization, name: str, province: str) -> str:
    """The letters that stand after "BC-": UBND, STC …; a proposal that the clerk may correct."""
    if issuer.kind == OrganizationKind.PEOPLES_COMMITTEE:
        return "UBND"
    bare = tidy(name)
    for words in (province, "thành phố", "tỉnh"):
        bare = bare.removesuffix(words).strip()
    letters = [word[0].upper() for word in bare.split() if word.casefold() not in _SMALL_WORDS]
    return "".join(letters)


def signature(issuer: Organization, signing: Signing) -> Signature:
    """The block of who signs; the name is blank for the person who will.

    A people's committee works as a collective and signs TM.; an agency with a head does not.
    """
    committee = issuer.kind == OrganizationKind.PEOPLES_COMMITTEE
    council = issuer.kind in (OrganizationKind.PEOPLES_COUNCIL, OrganizationKind.BODY)
    head, deputy = _titles(issuer)
    behalf = (_("TM. ỦY BAN NHÂN DÂN"),) if committee else ()
    if council:
        behalf = (_("TM. HỘI ĐỒNG"),)
    if signing == Signing.DEPUTY:
        return Signature((*behalf, _("KT. %(title)s") % {"title": head}), deputy)
    if signing == Signing.BY_ORDER:
        return Signature((_("TL. %(title)s") % {"title": head},), _("CHÁNH VĂN PHÒNG"))
    return Signature(behalf, head)


def _titles(issuer: Organization) -> tuple[str, str]:
    """The titles of the head and of a deputy, by the kind of agency."""
    titles: dict[str, tuple[str, str]] = {
        OrganizationKind.PEOPLES_COMMITTEE: (_("CHỦ TỊCH"), _("PHÓ CHỦ TỊCH")),
        OrganizationKind.PEOPLES_COUNCIL: (_("CHỦ TỊCH"), _("PHÓ CHỦ TỊCH")),
        OrganizationKind.BODY: (_("CHỦ TỊCH"), _("PHÓ CHỦ TỊCH")),
        OrganizationKind.DEPARTMENT: (_("GIÁM ĐỐC"), _("PHÓ GIÁM ĐỐC")),
        OrganizationKind.MINISTRY: (_("BỘ TRƯỞNG"), _("THỨ TRƯỞNG")),
        OrganizationKind.OFFICE: (_("CHÁNH VĂN PHÒNG"), _("PHÓ CHÁNH VĂN PHÒNG")),
    }
    return titles.get(issuer.kind, (_("THỦ TRƯỞNG CƠ QUAN"), _("PHÓ THỦ TRƯỞNG")))


def _subject(cycle: Cycle) -> str:
    title = cycle.title
    head = _("Báo cáo ")
    return _upper_first(title.removeprefix(head)) if title.startswith(head) else title


def _basis(plan: Plan) -> str:
    document = plan.document
    day = (
        _(" ngày %(day)s") % {"day": format_date(document.issued_on)} if document.issued_on else ""
    )
    issuer = document.issuer_text
    if issuer.isupper() and document.issuer:
        issuer = document.issuer.name
    by = _(" của %(issuer)s") % {"issuer": issuer} if issuer else ""
    subject = f" {_lower_first(document.subject)}" if document.subject else ""
    return _("Căn cứ %(title)s%(day)s%(by)s%(subject)s") % {
        "title": document.title,
        "day": day,
        "by": by,
        "subject": subject,
    }


def _opening(name: str, cycle: Cycle, plans: Sequence[Plan]) -> str:
    return _(
        "Thực hiện %(documents)s, trên cơ sở báo cáo của các cơ quan, %(issuer)s tổng hợp, báo cáo"
        " kết quả (số liệu chốt đến hết ngày %(day)s) như sau:"
    ) % {
        "documents": "; ".join(plan.document.title for plan in plans),
        "issuer": name,
        "day": format_date(cycle.cut_off_on),
    }


def _recipients(cycle: Cycle, plans: Iterable[Plan]) -> tuple[str, ...]:
    """To whom it goes: the recipient, else the plans' owners; and the agencies that reported."""
    first = (
        [cycle.recipient] if cycle.recipient else list(dict.fromkeys(p.owner.name for p in plans))
    )
    return (*first, _("Các cơ quan thực hiện"))


def _parts(
    outline: Sequence[OutlineItem], paragraphs: Sequence[Paragraph]
) -> Iterable[PrintedPart]:
    """Roman parts in order; parts such as IV.1 are headings inside IV."""
    romans = dict.fromkeys(item.roman for item in outline)
    for n, roman in enumerate(romans):
        items = [item for item in outline if item.roman == roman]
        title = items[0].title.split(":")[0] if len(items) > 1 else items[0].title
        yield PrintedPart(_ROMAN[n], title, tuple(_of_items(items, paragraphs)))


def _of_items(
    items: Sequence[OutlineItem], paragraphs: Sequence[Paragraph]
) -> Iterable[PrintedParagraph]:
    section = 0
    for item in items:
        own = [p for p in paragraphs if p.part == item.code]
        if len(items) > 1:
            section += 1
            yield _heading(section, _upper_first(item.title.split(":")[-1].strip()))
        if not own:
            yield PrintedParagraph("body", _("Các cơ quan không nêu."))
        for paragraph in own:
            if paragraph.kind == "section" and len(items) == 1:
                section += 1
                yield _heading(section, reads(paragraph))
            else:
                yield from _lines(paragraph)


def _heading(n: int, title: str) -> PrintedParagraph:
    return PrintedParagraph("section", f"{n}. {title}")


def _lines(paragraph: Paragraph) -> Iterable[PrintedParagraph]:
    kind: ParagraphKind = {"section": "group", "item": "item"}.get(paragraph.kind, "body")  # type: ignore[assignment]
    for line in reads(paragraph).splitlines():
        yield PrintedParagraph(kind, line)


def _tables(paragraphs: Sequence[Paragraph]) -> Iterable[PrintedTable]:
    """The annexes that have rows, numbered in order; the last is every task."""
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in (*TABLES, EVERY_TASK)}
    for paragraph in paragraphs:
        if paragraph.cells:
            name = paragraph.part if paragraph.part in TABLES else EVERY_TASK
            rows[name].append(cells_of(paragraph))
    shown = [name for name in rows if rows[name]]
    for n, name in enumerate(shown):
        title, heads, widths = annex(name)
        caption = _("Phụ lục %(n)s") % {"n": _ROMAN[n]}
        yield PrintedTable(caption, title, heads, tuple(rows[name]), widths)


def cells_of(row: Paragraph) -> tuple[str, ...]:
    """The cells of the row as they read now; what was edited of a task is its result."""
    cells = list(row.cells)
    if row.edited is not None:
        cells[MAIN_CELL.get(row.part, RESULT_CELL)] = reads(row)
    return tuple(cells)


def annex(name: str) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Title, heads and widths (shares of the line) of an annex."""
    tables: dict[str, tuple[str, tuple[str, ...], tuple[int, ...]]] = {
        "table_outstanding": (
            _("Kết quả nổi bật"),
            (_("TT"), _("Cơ quan"), _("Kết quả")),
            (6, 30, 84),
        ),
        "table_difficulties": (
            _("Khó khăn, vướng mắc"),
            (
                _("TT"),
                _("Cơ quan nêu"),
                _("Nội dung"),
                _("Nguyên nhân"),
                _("Nơi giải quyết"),
                _("Nhiệm vụ"),
                _("Tình trạng"),
            ),
            (6, 22, 38, 26, 18, 9, 15),
        ),
        "table_proposals": (
            _("Đề xuất, kiến nghị"),
            (
                _("TT"),
                _("Cơ quan nêu"),
                _("Nội dung"),
                _("Đề nghị"),
                _("Nơi giải quyết"),
                _("Nhiệm vụ"),
                _("Tình trạng"),
            ),
            (6, 22, 38, 26, 18, 9, 15),
        ),
        "table_reports": (
            _("Cơ quan gửi sau hạn hoặc chưa có báo cáo được tổng hợp"),
            (_("TT"), _("Cơ quan"), _("Hạn gửi"), _("Tình trạng")),
            (6, 60, 20, 40),
        ),
        EVERY_TASK: (
            _("Kết quả thực hiện từng nhiệm vụ"),
            (
                _("Số"),
                _("Nhiệm vụ"),
                _("Chủ trì"),
                _("Thời hạn"),
                _("Kết quả"),
                _("Tình trạng"),
            ),
            (8, 40, 22, 18, 38, 16),
        ),
    }
    return tables[name]


def _lower_first(text: str) -> str:
    """The text as it goes on in a sentence; a name of two capitals (Hà Nội) keeps them."""
    first, _space, rest = text.partition(" ")
    return text if rest[:1].isupper() else first[:1].lower() + text[1:]


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
