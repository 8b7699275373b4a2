"""Forms of comparing a running tracker with a plan."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from dieuphoi.documents.intake import NotReadable
from dieuphoi.documents.refusals import UploadRefused
from dieuphoi.plans.tracker.comparing import FiguresAhead
from dieuphoi.web.answers import RulesOfField
from dieuphoi.web.forms.documents import UploadForm
from dieuphoi.web.forms.fields import DayField


class TrackerForm(UploadForm):
    """A tracker, and the day of its figures."""

    on = DayField(label=_("Số liệu của bảng đến ngày"))
    rules_of: ClassVar[dict[str, RulesOfField]] = {
        **UploadForm.rules_of,
        "file": (UploadRefused, NotReadable),
        "on": FiguresAhead,
    }

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.order_fields(["file", "on", "declared"])
        file = self.fields["file"]
        file.label = _("Tệp bảng theo dõi")
        file.help_text = _("Excel (.xlsx) hoặc Word (.docx) có cột nội dung và cột tình trạng.")
        file.widget.attrs["accept"] = ".xlsx,.docx"
