"""Numbers of the rule-book, asked for a day: the law is data."""

from datetime import date

from django.db.models import QuerySet

from dieuphoi.base.models import Grade, Rule
from dieuphoi.base.periods import in_force

DEFAULTS: dict[str, tuple[str, str, Grade]] = {
    # name: value, legal basis, grade
    "due_soon_days": (
        "7",
        "Thông lệ nhắc trước 7-3-1 ngày; từng quy chế đặt khác nhau",
        Grade.UNVERIFIED,
    ),
    "before_is_exclusive": (
        "1",
        "Cách hiểu chặt của “trước ngày”; chưa có văn bản thống nhất",
        Grade.UNVERIFIED,
    ),
    "punctuality_judged_at": (
        "submission",
        "Tùy quy chế; mặc định tính lúc gửi kết quả",
        Grade.UNVERIFIED,
    ),
    "obligations_ask_again_over": ("500", "Ngưỡng hỏi lại của phần mềm", Grade.READ),
    "occurrences_ahead_months": ("13", "Ngưỡng của phần mềm", Grade.READ),
    "sign_in_failures": ("5", "TCVN 14423:2026, cấp độ 3 (theo nguồn thứ cấp)", Grade.SECONDARY),
    "sign_in_pause_minutes": ("15", "Ngưỡng của phần mềm", Grade.READ),
    "one_time_code_days": ("14", "Ngưỡng của phần mềm", Grade.READ),
    "report_part_max_characters": ("60000", "Ngưỡng của phần mềm, khoảng 20 trang", Grade.READ),
    "issue_text_max_characters": ("5000", "Ngưỡng của phần mềm, khoảng 2 trang", Grade.READ),
    "upload_max_megabytes": ("25", "Ngưỡng của phần mềm", Grade.READ),
    "notice_due_soon_days": (
        "7,3,1",
        "Thông lệ nhắc trước 7-3-1 ngày; từng quy chế đặt khác nhau",
        Grade.UNVERIFIED,
    ),
    "notice_digest_hour": ("7", "Giờ gửi bản tin ngày, lựa chọn của phần mềm", Grade.READ),
    "notice_settle_minutes": ("10", "Ngưỡng của phần mềm: chờ sửa lại rồi mới báo", Grade.READ),
    "notice_news_days": ("14", "Ngưỡng của phần mềm: việc đã nhận còn là việc mới", Grade.READ),
}


class RuleMissing(LookupError):
    """No rule of that name is in force on that day: the installation is incomplete."""


def value(name: str, on: date, scope: str = "") -> str:
    """The rule's value on a day; the scope's own rule goes before the general one."""
    return values({name}, on, scope)[name]


def values(names: set[str], on: date, scope: str = "") -> dict[str, str]:
    """Several rules' values on a day, in one query; raises RuleMissing for the first one absent."""
    rows = Rule.objects.filter(in_force(on), name__in=names, scope__in={scope, ""})
    least_first = sorted(rows, key=lambda rule: (len(rule.scope), rule.valid_from or date.min))
    found = {rule.name: rule.value for rule in least_first}
    for name in sorted(names - found.keys()):
        raise RuleMissing(name)
    return found


def integer(name: str, on: date, scope: str = "") -> int:
    """The rule's value on a day, as a whole number."""
    return int(value(name, on, scope))


def kept(name: str) -> str:
    """What this installation keeps under a name, whatever the day; empty when nothing is kept."""
    found = Rule.objects.filter(name=name, scope="").values_list("value", flat=True).first()
    return found or ""


def keep(name: str, value: str) -> None:
    """Keep something about this installation that is no rule of a day: which agency it is of."""
    Rule.objects.update_or_create(name=name, scope="", defaults={"value": value})


def mark_example() -> None:
    """Say that the database holds example data: every page tells so from then on."""
    Rule.objects.get_or_create(name="example_data", scope="", defaults={"value": "1"})


def is_example() -> bool:
    """Whether the database was marked as holding example data."""
    return example_marks().exists()


def example_marks() -> QuerySet[Rule]:
    """The marks of example data; a question to ask together with another one."""
    return Rule.objects.filter(name="example_data")


def load_defaults() -> None:
    """Put in the rules that the software starts with; those there already are left as they are."""
    known = set(Rule.objects.filter(scope="").values_list("name", flat=True))
    Rule.objects.bulk_create(
        Rule(name=name, value=text, legal_basis=basis, grade=grade)
        for name, (text, basis, grade) in DEFAULTS.items()
        if name not in known
    )
