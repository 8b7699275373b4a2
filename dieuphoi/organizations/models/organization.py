"""Organizations, and what changes about them with time: names, codes, parents, territory."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.models import Grade
from dieuphoi.base.periods import covers
from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations.models.dated import EARLIEST_FIRST, DatedQuerySet, days_in_order
from dieuphoi.organizations.roles import RoleBearer


class OrganizationKind(models.TextChoices):
    """What sort of organization it is; classes of agencies are made of these."""

    GOVERNMENT = "government", _("Chính phủ")
    MINISTRY = "ministry", _("Bộ, cơ quan ngang bộ")
    GOVERNMENT_AGENCY = "government_agency", _("Cơ quan thuộc Chính phủ")
    PEOPLES_COMMITTEE = "peoples_committee", _("Ủy ban nhân dân")
    PEOPLES_COUNCIL = "peoples_council", _("Hội đồng nhân dân")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    OFFICE = "office", _("Văn phòng")
    PARTY_BODY = "party_body", _("Cơ quan Đảng")
    BODY = "body", _("Hội đồng, tổ, ban chỉ đạo")
    UNIT = "unit", _("Đơn vị trực thuộc")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    ASSOCIATION = "association", _("Mặt trận, đoàn thể, hội")
    OTHER = "other", _("Cơ quan, tổ chức khác")


class Level(models.TextChoices):
    """At which level of government it stands."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")
    UNIT = "unit", _("Đơn vị trong một cơ quan")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """The vocabulary of questions about organizations."""

    def in_force(self, on: date) -> Self:
        """Those that exist on that day."""
        begun = Q(starts_on=None) | Q(starts_on__lte=on)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=on))

    def matching(self, text: str) -> Self:
        """Those of whose names, past and present, hold every word; diacritics do not count."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found

    def visible_to(self, actor: RoleBearer) -> Self:
        """All: which agencies there are is public to every signed-in person."""
        return self.all()


class Organization(models.Model):
    """An agency or body. Identity is neither name nor code: both are rows with a period."""

    key = models.TextField(
        _("khóa trong danh mục"),
        unique=True,
        null=True,
        blank=True,
        help_text=_("Định danh của danh mục nạp sẵn; để trống với cơ quan do người dùng thêm."),
    )
    kind = models.TextField(_("loại"), choices=OrganizationKind)
    level = models.TextField(_("cấp"), choices=Level)
    name = models.TextField(_("tên"), help_text=_("Tên đầy đủ hiện nay hoặc cuối cùng."))
    short_name = models.TextField(_("tên gọn"))
    sort_key = models.TextField(editable=False)
    search = models.TextField(editable=False)
    starts_on = models.DateField(_("thành lập ngày"), null=True, blank=True)
    ends_on = models.DateField(_("kết thúc ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ thành lập"), blank=True)
    grade = models.TextField(_("mức xác minh"), choices=Grade, default=Grade.UNVERIFIED)

    objects: ClassVar[OrganizationQuerySet] = OrganizationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cơ quan, tổ chức")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="organization_order")]
        constraints = [
            days_in_order("organization_days_in_order", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="organization_has_a_name",
                condition=~Q(name="") & ~Q(short_name=""),
                violation_error_message=_("Cơ quan phải có tên đầy đủ và tên gọn."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        """Whether it exists on that day."""
        return covers(day, self.starts_on, self.ends_on)


class Name(models.Model):
    """What an organization is called in a period.

    Three lists say where a spelling is understood: `abbreviations` anywhere (`Bộ TC`), `in_province`
    in documents of its province (a bare `Sở Tài chính`, `UBND tỉnh`), `at_home` in documents of its
    own territory or parent (`UBND phường`, a unit of a ministry).
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="names")
    full = models.TextField(_("tên đầy đủ"))
    short = models.TextField(_("tên gọn"))
    abbreviations = models.JSONField(_("cách viết tắt"), default=list, blank=True)
    in_province = models.JSONField(_("cách gọi trong tỉnh"), default=list, blank=True)
    at_home = models.JSONField(_("cách gọi trong nội bộ"), default=list, blank=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar[DatedQuerySet["Name"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tên gọi")
        ordering = ["organization", EARLIEST_FIRST, "pk"]
        constraints = [
            days_in_order("name_days_in_order"),
            models.CheckConstraint(
                name="name_is_not_empty",
                condition=~Q(full="") & ~Q(short=""),
                violation_error_message=_("Tên gọi phải có tên đầy đủ và tên gọn."),
            ),
            models.UniqueConstraint(
                fields=["organization", "valid_from"],
                name="name_once_from_a_day",
                violation_error_message=_("Từ ngày này cơ quan đã có một tên."),
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(valid_from=None),
                name="name_once_from_the_beginning",
                violation_error_message=_("Cơ quan đã có tên đầu tiên."),
            ),
        ]

    def __str__(self) -> str:
        return self.full

    def covers(self, day: date) -> bool:
        """Whether this is the name on that day."""
        return covers(day, self.valid_from, self.valid_to)


class Area(models.Model):
    """A territory: the country, a province, a district, a commune. Its title is in names, not here."""

    key = models.TextField(unique=True)
    code = models.TextField(_("mã đơn vị hành chính"), blank=True)
    name = models.TextField(_("tên"))
    level = models.TextField(_("cấp"), choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar[DatedQuerySet["Area"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("địa bàn")
        ordering = ["key"]
        constraints = [days_in_order("area_days_in_order")]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A code of an organization in a scheme (`qcvn102`, `qd20_2020`), for a period."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="identifiers")
    scheme = models.TextField(_("hệ mã"))
    code = models.TextField(_("mã"))
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar[DatedQuerySet["Identifier"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("mã định danh")
        ordering = ["scheme", "code", "pk"]
        constraints = [
            days_in_order("identifier_days_in_order"),
            models.UniqueConstraint(
                fields=["organization", "scheme", "code"],
                name="identifier_once",
                violation_error_message=_("Cơ quan đã có mã này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class Placement(models.Model):
    """Under whom and in which territory an organization stands in a period: one of each a day."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="child_placements"
    )
    territory = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"), blank=True)

    objects: ClassVar[DatedQuerySet["Placement"]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vị trí trong bộ máy")
        ordering = ["organization", EARLIEST_FIRST, "pk"]
        constraints = [
            days_in_order("placement_days_in_order"),
            models.CheckConstraint(
                name="placement_says_something",
                condition=Q(parent__isnull=False) | Q(territory__isnull=False),
                violation_error_message=_("Phải có cơ quan cấp trên hoặc địa bàn."),
            ),
            models.CheckConstraint(
                name="placement_not_under_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("organization")),
                violation_error_message=_("Cơ quan không thể trực thuộc chính mình."),
            ),
            models.UniqueConstraint(
                fields=["organization", "valid_from"],
                name="placement_once_from_a_day",
                violation_error_message=_("Từ ngày này cơ quan đã có một vị trí."),
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(valid_from=None),
                name="placement_once_from_the_beginning",
                violation_error_message=_("Cơ quan đã có vị trí đầu tiên."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} → {self.parent_id}"
