"""What a result says of itself: that somebody has still to decide, though it is told as done."""

import re

from dieuphoi.base.vietnamese import tidy

_DECIDES = (
    r"(?:xem xét|ban hành|phê duyệt|quyết định|thông qua|cho ý kiến|ký duyệt|thẩm định|công bố|"
    r"hoàn thành)"
)
_AWAITED = re.compile(
    rf"\b(?:sẽ|dự kiến)\b[^.;:]{{0,60}}\b{_DECIDES}\b"
    rf"|\b(?:đang|chờ|đợi)\b(?: \w+){{0,6}} (?:xem xét|phê duyệt|ý kiến|thẩm định|ký duyệt)\b"
)


def is_awaited(did: str) -> bool:
    """Whether the words of a result promise a decision that has not been taken.

    A sign, not a proof: for a person to look at, never to change a state by. Words without
    diacritics are not understood: "cho" and "chờ" would be one.
    """
    return bool(_AWAITED.search(tidy(did).casefold()))
