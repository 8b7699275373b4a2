"""A state moves only along a table of allowed moves."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dieuphoi.base.errors import StaleState

Moves = Mapping[str, Mapping[str, str]]
"""verb → {state before → state after}"""


def after(moves: Moves, verb: str, state: str) -> str:
    """The state that `verb` leads to from `state`; raises StaleState when the table has no such move."""
    try:
        return moves[verb][state]
    except KeyError:
        raise StaleState(
            _(
                "Việc này không còn ở trạng thái bạn vừa thấy. Hãy tải lại trang để xem tình hình mới nhất."
            )
        ) from None
