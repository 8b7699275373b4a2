"""Old and new text in one cell: "Cũ: … Mới: …" and "… → …"; the new one counts."""

import re

_OLD = r"(?:cũ|trước đây|ban đầu|trước khi sửa)"
_NEW = r"(?:mới|nay|hiện nay|sau khi sửa|sửa thành|sửa lại|điều chỉnh thành|điều chỉnh)"
_BETWEEN = r"[\s;,./|(-]*"
_LABELLED = (
    re.compile(rf"(?is)^\W*{_OLD}\s*:\s*(?P<old>.+?){_BETWEEN}\b{_NEW}\s*:\s*(?P<new>.+?)\W*$"),
    re.compile(rf"(?is)^\W*{_NEW}\s*:\s*(?P<new>.+?){_BETWEEN}\b{_OLD}\s*:\s*(?P<old>.+?)\W*$"),
    re.compile(
        r"(?is)^(?P<old>.+?)[\s;,(]+(?:được |đã )?(?:sửa|đổi|điều chỉnh) thành\s*:\s*"
        r"(?P<new>.+?)[\s)]*$"
    ),
)
_ARROW = re.compile(r"(?s)^(?P<old>[^→⇒]+?)\s*(?:→|⇒|=>|->|-->)\s*(?P<new>[^→⇒]+?)\s*$")


def newest(text: str, *, arrows: bool = True) -> tuple[str, bool]:
    """The new text where a cell holds an old one beside it, and whether it does.

    `arrows` takes "… → …" for such a change too. Two texts without a word between them stay
    together: which of them counts is for a person.
    """
    for pattern in (*_LABELLED, _ARROW) if arrows else _LABELLED:
        found = pattern.match(text)
        if found:
            return found["new"].strip(), True
    return text, False
