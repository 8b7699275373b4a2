"""The table of people: whose account is new, who takes up which position, what cannot be understood."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from dieuphoi.base.periods import covers
from dieuphoi.base.vietnamese import format_date, parse_date
from dieuphoi.organizations.appointments import UsernameUnfit, fit_username
from dieuphoi.organizations.models import Organization, Position, User
from dieuphoi.organizations.onboarding.filled import Line
from dieuphoi.organizations.onboarding.known_agencies import KnownAgencies
from dieuphoi.organizations.onboarding.outcomes import Judged
from dieuphoi.organizations.onboarding.tables import PEOPLE
from dieuphoi.organizations.onboarding.words import choice_in, yes_in
from dieuphoi.organizations.roles import Role

LONGEST_NAME, LONGEST_TITLE = 120, 200
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Wanted:
    """A row understood: the person, and the position that the row gives."""

    username: str
    full_name: str
    email: str
    organization: Organization | None
    added: str
    role: Role
    title: str
    part_time: bool
    since: date | None


@dataclass
class PersonPlan:
    """What is to be done with a row: `user` is None for a new account, `position` for a new position."""

    judged: Judged
    wanted: Wanted | None = None
    user: User | None = None
    position: Position | None = None


def judge_people(lines: list[Line], known: KnownAgencies, on: date) -> list[PersonPlan]:
    """Judge the rows against the accounts and positions that are there on that day."""
    known.learn({line.texts["agency"] for line in lines})
    users = {user.username.lower(): user for user in User.objects.all()} if lines else {}
    held = _held() if lines else {}
    plans = []
    first: dict[str, tuple[Line, Wanted]] = {}
    taken: dict[tuple[str, str, Role], int] = {}
    for line in lines:
        plan = _understood(line, known, on)
        if plan.wanted:
            _refuse_contradictions(plan, line, first, taken)
            plan.user = users.get(plan.wanted.username)
            _compare(plan, line, held, on)
        plans.append(plan)
    return plans


Held = dict[tuple[int, int, str], list[Position]]


def _held() -> Held:
    """Every position by person, agency and role, the one that runs last."""
    found: Held = {}
    for position in Position.objects.order_by("valid_from", "pk"):
        place = (position.user_id, position.organization_id, position.role)
        found.setdefault(place, []).append(position)
    return found


def _understood(line: Line, known: KnownAgencies, on: date) -> PersonPlan:
    texts = {column.name: line.texts.get(column.name, "") for column in PEOPLE}
    judged = Judged(line.sheet, line.row, texts["full_name"] or texts["username"], texts["agency"])
    for column in PEOPLE:
        if column.required and not texts[column.name]:
            reason = _("Thiếu %(name)s.") % {"name": str(column.heading).lower()}
            judged.refuse(line, column.name, reason)
    username = texts["username"].lower()
    if username:
        try:
            fit_username(username)
        except UsernameUnfit as unfit:
            judged.refuse(line, "username", str(unfit))
    _refuse_long(judged, line, texts)
    role, reason = choice_in(texts["role"], Role)
    if texts["role"] and role is None:
        judged.refuse(line, "role", reason)
    meant = known.meant(texts["agency"])
    if texts["agency"] and meant.reason:
        judged.refuse(line, "agency", meant.reason)
    part_time = yes_in(texts["part_time"])
    if part_time is None:
        judged.refuse(line, "part_time", _("Hãy ghi Có hoặc Không."))
    since = _day(judged, line, texts["since"])
    if meant.organization and not meant.organization.exists_on(since or on):
        reason = _("%(name)s không hoạt động vào ngày này.") % {"name": meant.organization.name}
        judged.refuse(line, "since", reason)
    _refuse_email(judged, line, texts["email"])
    if judged.faults or role is None:
        return PersonPlan(judged)
    wanted = Wanted(
        username,
        texts["full_name"],
        texts["email"],
        meant.organization,
        meant.added,
        role,
        texts["title"],
        bool(part_time),
        since,
    )
    return PersonPlan(judged, wanted)


def _refuse_long(judged: Judged, line: Line, texts: dict[str, str]) -> None:
    for name, most in (("full_name", LONGEST_NAME), ("title", LONGEST_TITLE)):
        if len(texts[name]) > most:
            judged.refuse(line, name, _("Dài quá %(most)s ký tự.") % {"most": most})


def _day(judged: Judged, line: Line, text: str) -> date | None:
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        reason = _("“%(text)s” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2026.")
        judged.refuse(line, "since", reason % {"text": text})
    elif not FIRST_DAY <= day <= LAST_DAY:
        judged.refuse(line, "since", _("Năm không hợp lý."))
    return day


def _refuse_email(judged: Judged, line: Line, text: str) -> None:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        reason = _("“%(text)s” không phải là địa chỉ thư điện tử.") % {"text": text}
        judged.refuse(line, "email", reason)


def _refuse_contradictions(
    plan: PersonPlan,
    line: Line,
    first: dict[str, tuple[Line, Wanted]],
    taken: dict[tuple[str, str, Role], int],
) -> None:
    """Rows of one person say the same of the person, and each gives another position."""
    wanted = plan.wanted
    if wanted is None:
        return
    earlier, said = first.setdefault(wanted.username, (line, wanted))
    if said.full_name != wanted.full_name:
        reason = _(
            "Cùng tên đăng nhập với dòng %(row)s nhưng khác họ tên. Mỗi người một tên đăng nhập."
        )
        plan.judged.refuse(line, "full_name", reason % {"row": earlier.row})
    if wanted.email and said.email and wanted.email != said.email:
        reason = _("Khác thư điện tử ở dòng %(row)s của cùng người.")
        plan.judged.refuse(line, "email", reason % {"row": earlier.row})
    if said.email and not wanted.email:
        plan.wanted = wanted = replace(wanted, email=said.email)
    where = wanted.added or str(wanted.organization.pk if wanted.organization else "")
    row = taken.setdefault((wanted.username, where, wanted.role), line.row)
    if row != line.row:
        plan.judged.refuse(line, "role", _("Trùng với dòng %(row)s.") % {"row": row})


def _compare(plan: PersonPlan, line: Line, held: Held, on: date) -> None:
    wanted, judged = plan.wanted, plan.judged
    if wanted is None or judged.faults:
        return
    if plan.user is None:
        judged.creates = True
        judged.changes.append(_("Tài khoản mới %(name)s") % {"name": wanted.username})
    else:
        judged.changes += _corrections(plan.user, wanted)
    start = wanted.since or on
    plan.position = _position(plan, held, start)
    if plan.position is None:
        agency = wanted.organization.name if wanted.organization else judged.about
        words = {"role": wanted.role.label, "agency": agency}
        judged.changes.append(_("Giao vai trò %(role)s tại %(agency)s") % words)
        judged.creates = True
    elif wanted.since and wanted.since != plan.position.valid_from:
        reason = _(
            "Người này đã giữ vai trò từ %(day)s. Muốn đổi ngày, hãy cho thôi ở trang tài khoản rồi "
            "giao lại."
        )
        judged.refuse(line, "since", reason % {"day": format_date(plan.position.valid_from)})
    elif plan.position.valid_to is None:
        judged.changes += _retitling(plan.position, wanted)


def _position(plan: PersonPlan, held: Held, start: date) -> Position | None:
    """The position that the row is about: the one that runs, or the one that covers its first day."""
    wanted, user = plan.wanted, plan.user
    if wanted is None or user is None or wanted.organization is None:
        return None
    place = (user.pk, wanted.organization.pk, str(wanted.role))
    for position in reversed(held.get(place, [])):
        if position.valid_to is None or covers(start, position.valid_from, position.valid_to):
            return position
    return None


def _retitling(position: Position, wanted: Wanted) -> list[str]:
    """What the row says otherwise of a position; an empty title takes none away."""
    changes = []
    if wanted.title and wanted.title != position.title:
        changes.append(_("Chức danh: %(title)s") % {"title": wanted.title})
    if wanted.part_time != position.part_time:
        changes.append(_("Kiêm nhiệm") if wanted.part_time else _("Thôi kiêm nhiệm"))
    return changes


def _corrections(user: User, wanted: Wanted) -> list[str]:
    """What the row says otherwise of the person; an empty e-mail address takes none away."""
    changes = []
    if wanted.full_name != user.full_name:
        words = {"before": user.full_name, "after": wanted.full_name}
        changes.append(_("Họ và tên: %(before)s → %(after)s") % words)
    if wanted.email and wanted.email != user.email:
        changes.append(_("Thư điện tử: %(email)s") % {"email": wanted.email})
    return changes
