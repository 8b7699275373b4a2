"""What the comparison of a tracker shows."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def chosen_for(choices: Mapping[int, int | None], row: int) -> str:
    """What was chosen for a row before its form was refused: a task's key, "0" for none, or ""."""
    return str(choices[row] or 0) if row in choices else ""
