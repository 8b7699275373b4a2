"""What the law sets and may change: numbers with a period, a legal basis and a grade; the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grade(models.TextChoices):
    """How sure a fact is: A the legal text was read … U not verified."""

    READ = "A", _("đã đọc văn bản gốc")
    SUMMARY = "B", _("theo bản tóm tắt")
    SECONDARY = "C", _("theo nguồn thứ cấp")
    UNVERIFIED = "U", _("chưa kiểm chứng")


class Rule(models.Model):
    """One number or word of the rule-book, in force for a period, in a scope (empty: everywhere)."""

    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=80, blank=True, default="")
    value = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.TextField(blank=True, default="")
    grade = models.CharField(max_length=1, choices=Grade.choices, default=Grade.UNVERIFIED)

    class Meta:
        ordering = ["name", "scope", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "scope", "valid_from"],
                name="rule_once_per_day",
                violation_error_message=_("Quy tắc này đã có cho ngày bắt đầu đó."),
            ),
            models.UniqueConstraint(
                fields=["name", "scope"],
                condition=models.Q(valid_from=None),
                name="rule_once_from_the_start",
                violation_error_message=_("Quy tắc này đã có từ đầu."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_from__lt=models.F("valid_to")),
                name="rule_period_in_order",
                violation_error_message=_("Ngày bắt đầu phải trước ngày kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class DayKind(models.TextChoices):
    """What a day of the calendar is, other than what its weekday says."""

    HOLIDAY = "holiday", _("nghỉ lễ, tết")
    SWAPPED_OFF = "swapped_off", _("nghỉ hoán đổi")
    COMPENSATION = "compensation", _("làm bù")


class CalendarDay(models.Model):
    """A day on which offices are closed, or open on a weekend; a source says so."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=16, choices=DayKind.choices)
    legal_basis = models.TextField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
