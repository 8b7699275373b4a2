"""`dieuphoi init`: begin an installation: own agency, first administrator; no example data."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.organizations import beginning
from dieuphoi.organizations.beginning import Begun
from dieuphoi.organizations.founding import NewAgency
from dieuphoi.organizations.home_found import AgencyUnclear, Asked, home_of
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.registry import load_registry

NEEDED = {"agency": "--agency", "admin_username": "--admin-username", "admin_name": "--admin-name"}


class Command(BaseCommand):
    """Begin an installation."""

    help = "Begin an installation: the registry, the own agency, the first administrator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is asked at the terminal where it is not given."""
        parser.add_argument("--agency", default="", help="own agency, by any wording")
        parser.add_argument("--parent", default="", help="above a new agency, by any wording")
        parser.add_argument("--territory", default="", help="of a new agency: province, commune")
        parser.add_argument("--new", action="store_true", help="new in spite of a near name")
        parser.add_argument("--admin-username", default="")
        parser.add_argument("--admin-name", default="")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then begin; all or nothing, and only where nobody has an account."""
        call_command("migrate", interactive=False, verbosity=0)
        try:
            with transaction.atomic():
                begun = self._begin(options)
        except DomainError as error:
            raise CommandError(str(error)) from None
        except EOFError:
            raise CommandError(_("Chưa trả lời hết nên chưa khởi tạo gì.")) from None
        self._say(begun)

    def _begin(self, options: dict[str, Any]) -> Begun:
        beginning.refuse_if_begun()
        if options["no_input"] and (missing := [o for n, o in NEEDED.items() if not options[n]]):
            raise CommandError(_("Còn thiếu: %(names)s.") % {"names": ", ".join(missing)})
        load_registry()
        agency = self._agency(options, timezone.localdate())
        full_name = options["admin_name"] or self._ask(_("Họ và tên quản trị viên đầu tiên: "))
        username = options["admin_username"] or self._ask(_("Tên đăng nhập của người đó: "))
        if not options["no_input"] and not self._agreed(agency, full_name, username):
            raise EOFError
        at = timezone.now()
        return beginning.begin(agency, username=username, full_name=full_name, at=at)

    def _agency(self, options: dict[str, Any], on: date) -> Organization | NewAgency:
        asked = Asked(
            options["agency"]
            or self._ask(_("Cơ quan dùng phần mềm này, ví dụ Sở Tài chính Hà Nội: ")),
            options["parent"],
            options["territory"],
            options["new"],
        )
        while True:
            try:
                return home_of(asked, on)
            except AgencyUnclear as unclear:
                if options["no_input"]:
                    raise
                asked = self._asked_again(asked, unclear)

    def _asked_again(self, asked: Asked, unclear: AgencyUnclear) -> Asked:
        """Let the person choose one of the near ones, write another name, or say that it is new."""
        self.stdout.write(str(unclear))
        for n, candidate in enumerate(unclear.candidates, 1):
            self.stdout.write(f"  {n}. {candidate.name}")
        said = self._ask(_("Chọn số, ghi lại tên, hoặc gõ “mới” để thêm cơ quan mới: "))
        if said.isdigit() and 0 < int(said) <= len(unclear.candidates):
            return Asked(unclear.candidates[int(said) - 1].name)
        if fold(said) != "moi":
            return Asked(said, asked.parent, asked.territory)
        parent = asked.parent or self._ask(_("Cơ quan cấp trên: "))
        territory = asked.territory or input(_("Địa bàn (để trống nếu như cơ quan cấp trên): "))
        return Asked(asked.agency, parent, territory.strip(), new=True)

    def _ask(self, question: str) -> str:
        while not (said := input(question).strip()):
            pass
        return said

    def _agreed(self, agency: Organization | NewAgency, full_name: str, username: str) -> bool:
        self.stdout.write(_("Cơ quan: %(name)s") % {"name": _described(agency)})
        self.stdout.write(
            _("Quản trị viên: %(name)s, tên đăng nhập %(username)s")
            % {"name": full_name, "username": username}
        )
        return fold(input(_("Đúng chưa? (có/không) "))).strip() in {"co", "c", "y", "yes"}

    def _say(self, begun: Begun) -> None:
        code = begun.code
        lines = [
            _("Đã khởi tạo cho %(name)s.") % {"name": begun.agency.name},
            _("Tên đăng nhập: %(username)s") % {"username": code.user.username},
            _("Mã đăng nhập một lần: %(words)s") % {"words": code.words},
            _(
                "Mã dùng được đến hết ngày %(day)s và không hiện lại; lần đầu đăng nhập phải đặt mật khẩu mới."
            )
            % {"day": format_date(timezone.localdate(code.until))},
            _("Tiếp theo: chạy dieuphoi serve, đăng nhập, mở trang Quản trị để thêm người dùng."),
        ]
        for line in lines:
            self.stdout.write(line)


def _described(agency: Organization | NewAgency) -> str:
    if isinstance(agency, Organization):
        return agency.name
    above = [one.name for one in (agency.parent, agency.territory) if one]
    return _("%(name)s (cơ quan mới; %(above)s)") % {
        "name": agency.full,
        "above": ", ".join(above),
    }
