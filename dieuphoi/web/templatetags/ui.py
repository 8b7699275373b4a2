"""The few tags that pages are made of; docs/components.md shows each in use."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import format_date, format_number
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality

if TYPE_CHECKING:
    from dieuphoi.plans.queries import Facet

register = template.Library()

# A state or a punctuality is never a colour alone: icon, word, colour.
STATE_LOOKS: dict[str, tuple[str, str]] = {
    ObligationState.DRAFT: ("draft", "grey"),
    ObligationState.ASSIGNED: ("inbox", "grey"),
    ObligationState.IN_PROGRESS: ("play", "blue"),
    ObligationState.AWAITING_CONFIRMATION: ("hourglass", "purple"),
    ObligationState.COMPLETED: ("check", "green"),
    ObligationState.DECLINED: ("return", "orange"),
    ObligationState.REWORK: ("redo", "orange"),
    ObligationState.SUSPENDED: ("pause", "grey"),
    ObligationState.CANCELLED: ("x", "grey"),
    ObligationState.SUPERSEDED: ("swap", "grey"),
}
PUNCTUALITY_LOOKS: dict[str, tuple[str, str]] = {
    Punctuality.NO_DEADLINE: ("dash", "grey"),
    Punctuality.WAITING: ("hourglass", "grey"),
    Punctuality.NOT_DUE: ("clock", "blue"),
    Punctuality.DUE_SOON: ("bell", "orange"),
    Punctuality.OVERDUE: ("alert", "red"),
    Punctuality.DONE_ON_TIME: ("check-circle", "green"),
    Punctuality.DONE_LATE: ("check-late", "orange"),
}
ALERT_ICONS = {"info": "info", "success": "check-circle", "warning": "alert", "error": "x-circle"}
MESSAGE_KINDS = {"debug": "info"}  # the other levels of messages are named as ours


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from static/icons.svg; the word beside it says the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("ui/badge.html")
def state_badge(state: str) -> dict[str, object]:
    """Where an obligation stands."""
    look, colour = STATE_LOOKS[state]
    return {"icon": look, "colour": colour, "word": ObligationState(state).label, "kind": "state"}


@register.inclusion_tag("ui/badge.html")
def punctuality_badge(punctuality: str | None) -> dict[str, object]:
    """How it stands to its day; nothing for what has no punctuality."""
    if not punctuality:
        return {}
    look, colour = PUNCTUALITY_LOOKS[punctuality]
    word = Punctuality(punctuality).label
    return {"icon": look, "colour": colour, "word": word, "kind": "punctuality"}


@register.inclusion_tag("ui/badge.html")
def badge(word: str, colour: str = "grey", icon: str = "") -> dict[str, object]:
    """Any other short mark: "nhập thay", "minh họa", "chưa chắc chắn"."""
    return {"icon": icon, "colour": colour, "word": word, "kind": "mark"}


@register.inclusion_tag("ui/bar.html")
def bar(percent: int, label: str = "") -> dict[str, object]:
    """A percentage as bar and number."""
    return {"percent": percent, "label": label or _("Tiến độ")}


@register.inclusion_tag("ui/due.html")
def due(
    day: date | None, on: date, first: date | None = None, *, open: bool = True
) -> dict[str, object]:
    """A due day with "còn 5 ngày" while the work is open, and the first day where it was moved."""
    words = due_words(day, on) if open else ""
    moved = first if first and first != day else None
    return {"day": day, "words": words, "first": moved, "late": open and day and day < on}


@register.filter
def due_words(day: date | None, on: date) -> str:
    """How far a day is from another: "còn 5 ngày", "đến hạn hôm nay", "quá 3 ngày"."""
    if day is None:
        return ""
    left = (day - on).days
    if left == 0:
        return _("đến hạn hôm nay")
    if left > 0:
        return _("còn %(days)s ngày") % {"days": format_number(left)}
    return _("quá %(days)s ngày") % {"days": format_number(-left)}


@register.filter
def vndate(day: date | datetime | None) -> str:
    """A day as officials write it, 05/06/2026; a moment is that of Việt Nam."""
    return format_date(civil_day(day) if isinstance(day, datetime) else day)


@register.filter
def vntime(moment: datetime | None) -> str:
    """A moment as `08:05 ngày 05/06/2026`, in the time of Việt Nam."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": format_date(local.date())}


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """A number as officials write it: 8.300,5."""
    return "" if value is None else format_number(float(value) if value % 1 else int(value))


@register.filter
def keep_dash(title: str) -> str:
    """A title whose dashes stay on the line of the word before them; for showing only."""
    return title.replace(" - ", "\N{NO-BREAK SPACE}- ").replace(" – ", "\N{NO-BREAK SPACE}– ")


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The address of this page with some parameters replaced; an empty value takes one away.

    The page number goes too unless it is given: other rows begin at page one.
    """
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in {"page": "", **changes}.items():
        if value in ("", None):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


STANDS_IN = {
    "reports": "cycle_list",
    "consolidations": "cycle_list",
    "paragraphs": "cycle_list",
    "obligations": "task_list",
    "readings": "document_list",
}
"""Under which list of the navigation the pages stand whose address begins otherwise."""


@register.filter
def current(request: HttpRequest, address: str) -> SafeString:
    """The attribute that marks a link of the navigation: this page, or one above it."""
    if request.path == address:
        return SafeString(' aria-current="page"')
    part = request.path_info.split("/")[1]
    stands_in = reverse(STANDS_IN[part]) if part in STANDS_IN else ""
    if address == stands_in or (address != "/" and request.path.startswith(address)):
        return SafeString(' aria-current="true"')
    return SafeString("")


@register.filter
def oversees(actor: Actor) -> bool:
    """Whether the menu offers the overview: to whoever reads or coordinates whole plans."""
    overseeing = (Permission.READ_ALL, Permission.READ_OWN_PLANS, Permission.COORDINATE)
    return any(actor.may(permission) for permission in overseeing)


@register.filter
def manages(actor: Actor) -> bool:
    """Whether the menu offers the accounts: to administrators."""
    return actor.may(Permission.MANAGE_ORGANIZATIONS)


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def paginate(context: Context, page: Page[Any]) -> dict[str, object]:
    """The way through the pages of a list; the filter in the address stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": list(numbers)}


@register.inclusion_tag("ui/facets.html", takes_context=True)
def facets(
    context: Context, name: str, legend: str, options: "Iterable[Facet]"
) -> dict[str, object]:
    """Links that filter by one parameter, each with the count it would show."""
    request: HttpRequest = context["request"]
    chosen = request.GET.get(name, "")
    return {
        "legend": legend,
        "chosen": chosen,
        "all_url": query(context, **{name: ""}),
        "options": [
            (option, query(context, **{name: option.value}), option.value == chosen)
            for option in options
        ],
    }


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, note: str = "") -> dict[str, object]:
    """A form field with label, help, error and mark of being required; `note` says what was read."""
    return {"field": bound, "control": _control(bound), "look": _look(bound), "note": note}


@register.inclusion_tag("ui/fields.html")
def fields(form: BaseForm) -> dict[str, object]:
    """All fields of a form, its errors summed up before them."""
    return {"form": form}


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """Only the input of a field, for a table's cell; its label is read aloud, not shown."""
    return _control(bound, hidden_label=True)


@register.simple_block_tag
def panel(content: SafeString, title: str = "", id: str = "", level: int = 2) -> SafeString:
    """A framed part of a page under its own heading."""
    if not title:
        return format_html('<div class="panel">{}</div>', content)
    return format_html(
        '<section class="panel"{}><h{} class="panel-title">{}</h{}>{}</section>',
        format_html(' id="{}"', id) if id else "",
        level,
        title,
        level,
        content,
    )


@register.simple_block_tag
def alert(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    """A box that says something out of the ordinary: info, success, warning, error."""
    return format_html(
        '<div class="note note-{}">{}<div class="note-text">{}{}</div></div>',
        kind,
        icon(ALERT_ICONS[kind]),
        format_html('<p class="note-title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag
def table(
    content: SafeString,
    caption: str,
    id: str,
    *,
    rows: bool = False,
    stacked: bool = True,
    show_caption: bool = False,
) -> SafeString:
    """A table with its caption, in a region of its own that scrolls.

    `rows`: j, k and Enter walk its rows. `stacked`: on a telephone each row becomes a block, with
    the words of `data-label` before each cell.
    """
    return format_html(
        '<div class="table-region" role="region" aria-labelledby="{id}-caption" tabindex="0">'
        '<table class="ledger{stacked}" id="{id}"{rows}>'
        '<caption id="{id}-caption"{hidden}>{caption}</caption>{content}</table></div>',
        id=id,
        stacked=" ledger-stacked" if stacked else "",
        rows=SafeString(" data-rows") if rows else "",
        hidden=SafeString("" if show_caption else ' class="visually-hidden"'),
        caption=caption,
        content=content,
    )


@register.filter
def message_kind(level_tag: str) -> str:
    """Which of our alerts a message of Django's is."""
    return MESSAGE_KINDS.get(level_tag, level_tag)


@register.filter
def alert_icon(kind: str) -> str:
    """The icon of an alert."""
    return ALERT_ICONS[kind]


def _control(bound: BoundField, *, hidden_label: bool = False) -> SafeString:
    widget = bound.field.widget
    css_class = f"{widget.attrs.get('class', '')} {_css_class(widget)}".strip()
    attrs: dict[str, str | bool] = {"class": css_class} if css_class else {}
    if widget.attrs.get("placeholder") == bound.label:
        attrs["placeholder"] = ""  # it repeats the label
    if hidden_label:
        attrs["aria-label"] = str(bound.label)
    return bound.as_widget(attrs=attrs)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""  # the class would also go to the box around the choices
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _look(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "check"
    return "group" if bound.use_fieldset else "plain"
