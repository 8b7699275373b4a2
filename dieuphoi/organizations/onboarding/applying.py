"""Take in a filled-in sheet: kept as read, looked at, then applied as a whole or not at all."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.filled_workbook import WorkbookUnread, read_workbook
from dieuphoi.base.periods import civil_day
from dieuphoi.organizations import accounts, appointments, founding, policy
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.appointments import Appointment
from dieuphoi.organizations.models import Organization, PeopleSheet, Position, User
from dieuphoi.organizations.onboarding.agency_rows import AgencyPlan
from dieuphoi.organizations.onboarding.filled import Filled, read_tables
from dieuphoi.organizations.onboarding.people_rows import PersonPlan, Wanted
from dieuphoi.organizations.onboarding.preview import Preview, preview

KEPT = timedelta(days=7)
"""How long a sheet that nobody applied is kept."""


class SheetUnread(DomainError):
    """The file is no workbook that can be read."""

    def __init__(self, why: str) -> None:
        sentences = {
            "locked": _("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lại."),
            "too_large": _(
                "Tệp quá lớn. Hãy xóa dòng, cột trống ngoài bảng, hoặc chia thành nhiều tệp."
            ),
        }
        damaged = _("Tệp không đọc được. Hãy dùng tệp Excel (.xlsx) theo mẫu.")
        super().__init__(sentences.get(why, damaged))


class SheetRefused(DomainError):
    """Some rows are refused, so none is taken in."""

    def __init__(self) -> None:
        super().__init__(
            _("Còn chỗ sai nên chưa nạp dòng nào. Hãy sửa trong tệp Excel rồi tải lên lại.")
        )


def read_sheet(path: Path) -> Filled:
    """The tables of an .xlsx file that was let in; raises SheetUnread."""
    try:
        return read_tables(read_workbook(path))
    except WorkbookUnread as unread:
        raise SheetUnread(unread.why) from None


@transaction.atomic
def keep_sheet(filled: Filled, name: str, *, by: Actor, at: datetime) -> PeopleSheet:
    """Keep what was read, to be looked at; what nobody applied for some days goes."""
    require(policy.can_manage(by), _("Chỉ quản trị viên được nạp danh sách người dùng."))
    PeopleSheet.objects.filter(applied_at=None, uploaded_at__lt=at - KEPT).delete()
    uploader = User.objects.get(pk=by.user_id or 0)
    sheet = PeopleSheet.objects.create(
        name=name, lines=filled.as_json(), uploaded_by=uploader, uploaded_at=at
    )
    record("people_sheet.uploaded", sheet, by=by, at=at)
    return sheet


@transaction.atomic
def apply_sheet(sheet: PeopleSheet, *, seen: str, by: Actor, at: datetime) -> Preview:
    """Do what the preview with the fingerprint `seen` showed: all of it or nothing.

    Raises SheetRefused, and StaleState when it would do something else by now.
    """
    require(policy.can_manage(by), _("Chỉ quản trị viên được nạp danh sách người dùng."))
    held = PeopleSheet.objects.select_for_update().filter(pk=sheet.pk, applied_at=None).first()
    if held is None:
        raise StaleState(_("Danh sách này đã được nạp."))
    shown = preview(Filled.of_json(held.lines), civil_day(at))
    if shown.all_faults:
        raise SheetRefused
    if shown.fingerprint != seen:
        raise StaleState(
            _("Tài khoản hoặc cơ quan vừa thay đổi nên kết quả sẽ khác. Hãy xem lại rồi nạp.")
        )
    made = _apply_agencies(shown.agencies, by=by, at=at)
    _apply_people(shown.people, made, by=by, at=at)
    held.lines, held.applied_at = {}, at
    held.told = {str(outcome): n for outcome, n in shown.counts.items()}
    held.save(update_fields=["lines", "applied_at", "told"])
    record("people_sheet.applied", held, by=by, at=at, **held.told)
    return shown


def _apply_agencies(plans: list[AgencyPlan], *, by: Actor, at: datetime) -> dict[str, Organization]:
    new = {plan.name: plan for plan in plans if plan.new}
    ordered: dict[str, AgencyPlan] = {}
    for name in new:
        line = [name]
        while (above := new[line[-1]].under) and above not in ordered:
            line.append(above)
        ordered |= {one: new[one] for one in reversed(line) if one not in ordered}
    made = founding.add_agencies(
        {name: plan.new for name, plan in ordered.items() if plan.new},
        {name: plan.under for name, plan in ordered.items() if plan.under},
        by=by,
        at=at,
    )
    for plan in plans:
        if plan.known and plan.judged.changes:
            founding.respell_agency(
                plan.known, short=plan.short, spellings=plan.spellings, by=by, at=at
            )
    return made


def _apply_people(
    plans: list[PersonPlan], made: dict[str, Organization], *, by: Actor, at: datetime
) -> None:
    rows = [(plan, plan.wanted) for plan in plans if plan.wanted]
    people: dict[str, tuple[str, str, str]] = {}
    for plan, wanted in rows:
        if plan.user is None:
            email = wanted.email or people.get(wanted.username, ("", "", ""))[2]
            people[wanted.username] = (wanted.username, wanted.full_name, email)
    users = appointments.create_users(list(people.values()), password=None, by=by, at=at)
    wanted_positions = []
    for plan, wanted in rows:
        user = plan.user or users[wanted.username]
        if plan.user:
            _correct(plan.user, wanted, by=by, at=at)
        if plan.position is None:
            organization = wanted.organization or made[wanted.added]
            since = wanted.since or civil_day(at)
            wanted_positions.append(
                Appointment(user, organization, wanted.role, since, wanted.title, wanted.part_time)
            )
        elif plan.position.valid_to is None:
            _retitle(plan.position, wanted, by=by, at=at)
    appointments.appoint_all(wanted_positions, by=by, at=at)


def _correct(user: User, wanted: Wanted, *, by: Actor, at: datetime) -> None:
    email = wanted.email or user.email
    if (user.full_name, user.email) != (wanted.full_name, email):
        accounts.correct(user, full_name=wanted.full_name, email=email, by=by, at=at)


def _retitle(position: Position, wanted: Wanted, *, by: Actor, at: datetime) -> None:
    title = wanted.title or position.title
    if (position.title, position.part_time) != (title, wanted.part_time):
        appointments.retitle(position, title=title, part_time=wanted.part_time, by=by, at=at)
