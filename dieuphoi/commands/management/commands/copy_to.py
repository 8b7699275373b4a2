"""`dieuphoi copy-to DATABASE_URL`: every row into an empty database of another kind, compared."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dieuphoi.backup import copying
from dieuphoi.base.errors import DomainError

FROM_INPUT = "-"


class Command(BaseCommand):
    """Copy the rows, and print each table as it is on both sides."""

    help = (
        "Copy all rows into an empty database (SQLite to PostgreSQL or back); stop the server first"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The other database; `-` reads its URL from the input, so that nobody sees its password."""
        parser.add_argument("database_url", metavar="DATABASE_URL")

    def handle(self, *args: Any, database_url: str, **options: Any) -> None:
        """Copy, compare, print; a difference is an error and nothing is copied."""
        url = sys.stdin.readline().strip() if database_url == FROM_INPUT else database_url
        try:
            copied = copying.copy_to(url)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{_('Bảng'):44}{_('dòng'):>9}{_('ở đích'):>9}  {_('dấu kiểm'):18}{_('ở đích')}"
        )
        for one in copied:
            self.stdout.write(
                f"{one.table:44}{one.rows:>9}{one.rows_there:>9}  {one.checksum[:16]}  {one.checksum_there[:16]}"
            )
        self.stdout.write(
            _(
                "Đã chuyển %(rows)s dòng của %(tables)s bảng; hai bên giống nhau. Phiên đăng nhập không được "
                "chuyển; tệp lưu trữ vẫn ở DIEUPHOI_HOME. Từ nay hãy đặt DATABASE_URL là cơ sở dữ liệu này."
            )
            % {"rows": sum(one.rows for one in copied), "tables": len(copied)}
        )
