"""What was said of the parts of a report."""

from collections import defaultdict
from collections.abc import Iterable

from dieuphoi.reporting.models import Comment


def comments_by_code(comments: Iterable[Comment]) -> defaultdict[str, list[Comment]]:
    """The comments by the part that they are about."""
    found: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.code].append(comment)
    return found
