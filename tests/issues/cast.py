"""An issue of the small world: raised by `so` about its obligation, addressed to `dau_moi`."""

from datetime import date

from dieuphoi.issues import answering, raising
from dieuphoi.issues.models import Answer, Decision, Issue, IssueKind
from dieuphoi.issues.raising import IssueDraft
from tests.cast import World, later

WORDING = "Thiếu nguồn lực để xây dựng cơ sở dữ liệu minh họa"
DUE = date(2026, 3, 10)


def draft(world: World, wording: str = WORDING) -> IssueDraft:
    """A difficulty with the obligation, to whom it goes by itself."""
    return IssueDraft(
        kind=IssueKind.DIFFICULTY,
        wording=wording,
        cause="Biên chế chưa được giao đủ",
        asked="Bổ sung hai chuyên viên",
        obligation=world.obligation,
        reply_due=DUE,
    )


def raised(world: World, wording: str = WORDING) -> Issue:
    """Raised by the officer, waiting at the focal agency."""
    return raising.raise_issue(draft(world, wording), by=world.cast.officer, at=later())


def answered(world: World) -> tuple[Issue, Answer]:
    """Raised, and answered by the focal agency."""
    issue = raised(world)
    given = answering.answer(
        issue,
        decision=Decision.AGREED,
        text="Đã bố trí người",
        symbol="12/SDM-VP",
        by=world.cast.focal,
        at=later(2),
    )
    return issue, given
