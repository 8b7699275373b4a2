"""The task slip (phiếu nhiệm vụ): one agency's obligations under a plan, as a Word file.

To send by the old channel to agencies that have no account, in the layout of Decree 30/2020/NĐ-CP;
number and day are left blank for the clerk.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import format_date
from dieuphoi.documents.official_word import OfficialWord, place_and_day
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole, Plan
from dieuphoi.plans.queries import terms_of

WIDTHS = (12, 94, 24, 46, 37, 34)
"""Of the columns, in millimetres."""


def write_slip(
    organization: Organization, plan: Plan, obligations: Sequence[Obligation], *, on: date
) -> bytes:
    """The slip as a .docx file; the obligations come from `queries.owed_by`."""
    mark = _("Dữ liệu minh họa, không phải văn bản thật.") if plan.is_illustration else ""
    word = OfficialWord(landscape=True, mark=mark)
    word.letterhead(
        parent=plan.owner.name,
        issuer=plan.focal_agency.name,
        notation="",
        place_and_day=place_and_day(""),
    )
    word.title(_("PHIẾU NHIỆM VỤ"), organization.name, notice=mark)
    word.paragraph(
        "Body",
        _("Theo %(document)s: %(title)s. Tình hình đến ngày %(day)s.")
        % {"document": plan.document.title, "title": plan.title, "day": format_date(on)},
    )
    if obligations:
        word.table(_heads(), [_cells(obligation) for obligation in obligations], WIDTHS)
    else:
        word.paragraph(
            "Body", _("Cơ quan không còn nhiệm vụ nào đang thực hiện trong kế hoạch này.")
        )
    word.paragraph(
        "Body",
        _("Đề nghị cơ quan ghi tiến độ, kết quả vào cột cuối và gửi về %(focal)s để tổng hợp.")
        % {"focal": plan.focal_agency.name},
    )
    return word.content({"title": plan.title, "author": plan.focal_agency.name})


def _heads() -> tuple[str, ...]:
    return (
        _("TT"),
        _("Nội dung nhiệm vụ"),
        _("Vai trò"),
        _("Sản phẩm"),
        _("Thời hạn"),
        _("Tiến độ, kết quả"),
    )


def _cells(obligation: Obligation) -> tuple[str, ...]:
    terms = terms_of(obligation)
    deadlines = [d.text for d in terms.deadlines.all()] if terms else []
    due = format_date(obligation.due_on)
    return (
        obligation.task.code,
        terms.content if terms else "",
        str(PartyRole(obligation.role).label),
        terms.product if terms else "",
        "\n".join(filter(None, [*deadlines, _("đến %(day)s") % {"day": due} if due else ""])),
        f"{obligation.percent} %\n{ObligationState(obligation.state).label}",
    )
