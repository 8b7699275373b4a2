"""Every role and what it may do, as one readable table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a person in a position may do; where, the policy of each package says."""

    TELL_PROGRESS = "tell_progress"
    SUBMIT_RESULT = "submit_result"
    ACCEPT_ASSIGNMENT = "accept_assignment"
    RAISE_ISSUE = "raise_issue"
    ANSWER_ISSUE = "answer_issue"
    WRITE_REPORT = "write_report"
    SEND_REPORT = "send_report"
    COORDINATE = "coordinate"
    READ_OWN_PLANS = "read_own_plans"
    READ_ALL = "read_all"
    MANAGE_ORGANIZATIONS = "manage_organizations"


class Role(models.TextChoices):
    """What a position is for; the permissions are in ROLES."""

    OFFICER = "officer", _("Chuyên viên")
    HEAD = "head", _("Thủ trưởng")
    FOCAL_OFFICER = "focal_officer", _("Chuyên viên đầu mối")
    LEADER = "leader", _("Lãnh đạo")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")
    ADMINISTRATOR = "administrator", _("Quản trị")


class RoleBearer(Protocol):
    """Whoever reads: somebody with rights, in an organization. `Actor` fits it."""

    @property
    def user_id(self) -> int | None:
        """The person, or none for the system."""

    @property
    def organization_id(self) -> int | None:
        """The organization acted for."""

    def may(self, permission: Permission) -> bool:
        """Whether the role holds the permission."""


@dataclass(frozen=True)
class RoleText:
    """A role in words a lawyer can read, and its permissions."""

    label: Promise | str
    description: Promise | str
    permissions: frozenset[Permission]


_OFFICER = frozenset(
    {
        Permission.TELL_PROGRESS,
        Permission.SUBMIT_RESULT,
        Permission.RAISE_ISSUE,
        Permission.WRITE_REPORT,
    }
)

ROLES: dict[Role, RoleText] = {
    Role.OFFICER: RoleText(
        Role.OFFICER.label,
        _(
            "Cập nhật tiến độ và đề nghị xác nhận kết quả nhiệm vụ của cơ quan mình;"
            " nêu khó khăn, kiến nghị; soạn báo cáo."
        ),
        _OFFICER,
    ),
    Role.HEAD: RoleText(
        Role.HEAD.label,
        _(
            "Nhận hoặc chuyển trả nhiệm vụ giao cho cơ quan mình; gửi báo cáo; trả lời kiến nghị;"
            " làm được việc của chuyên viên."
        ),
        _OFFICER | {Permission.ACCEPT_ASSIGNMENT, Permission.SEND_REPORT, Permission.ANSWER_ISSUE},
    ),
    Role.FOCAL_OFFICER: RoleText(
        Role.FOCAL_OFFICER.label,
        _(
            "Đăng ký và đọc văn bản, lập kế hoạch, giao, đôn đốc, xác nhận và tổng hợp"
            " trong các kế hoạch mà cơ quan mình là đầu mối."
        ),
        _OFFICER | {Permission.COORDINATE, Permission.ANSWER_ISSUE},
    ),
    Role.LEADER: RoleText(
        Role.LEADER.label,
        _("Xem toàn bộ các kế hoạch của cơ quan mình; trả lời kiến nghị gửi đến cơ quan mình."),
        frozenset({Permission.READ_OWN_PLANS, Permission.ANSWER_ISSUE}),
    ),
    Role.AUDITOR: RoleText(
        Role.AUDITOR.label,
        _("Xem mọi kế hoạch và nhật ký; không sửa gì."),
        frozenset({Permission.READ_ALL}),
    ),
    Role.ADMINISTRATOR: RoleText(
        Role.ADMINISTRATOR.label,
        _("Quản lý cơ quan, tài khoản và chức danh; không quyết định công việc."),
        frozenset({Permission.READ_ALL, Permission.MANAGE_ORGANIZATIONS}),
    ),
}
