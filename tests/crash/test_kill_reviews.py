"""Nothing that the focal agency was told is done is ever lost: returned, accepted, consolidated,
edited, frozen, while the server is killed in the middle of it."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.crash import test_kill
from tests.crash.installation import Installation
from tests.crash.workshop import Workshop

pytestmark = pytest.mark.crash


def test_every_acknowledged_review_and_consolidation_is_whole_after_a_kill(
    workshop: Workshop,
) -> None:
    house, (focal, *lines) = workshop.started("tests.crash.seed_sent_reports")
    to_return = set(lines[::2])

    def review(line: str) -> Iterator[str]:
        cycle, report, entry = line.split()
        if line in to_return:
            yield returned(house, focal, report)
        else:
            yield accepted(house, focal, report, entry)
            yield from consolidated(house, focal, cycle)

    acknowledged = test_kill.write_until_killed(workshop, house, lines, review)

    test_kill.judge(workshop, house, acknowledged, "tests.crash.judge_reviews")


def returned(house: Installation, focal: str, report: str) -> str:
    """Return the report with a reason; the name of the act."""
    version = f"/reports/{report}/versions/1/"
    fields = {"seen": house.seen(version, focal), "reason": f"Lý do {report}"}
    test_kill.send(house, f"{version}return/", focal, fields)
    return f"returned:{report}"


def accepted(house: Installation, focal: str, report: str, entry: str) -> str:
    """Accept the report with the proposed result ticked; the name of the act."""
    version = f"/reports/{report}/versions/1/"
    fields = {"seen": house.seen(version, focal), "confirmed": entry}
    test_kill.send(house, f"{version}accept/", focal, fields)
    return f"accepted:{report}"


def consolidated(house: Installation, focal: str, cycle: str) -> Iterator[str]:
    """Consolidate the cycle, edit a paragraph and freeze; the name of each act."""
    page = f"/cycles/{cycle}/consolidation/"
    test_kill.send(house, page, focal, {})
    yield f"consolidated:{cycle}"
    paragraph = first_link(house, f"{page}?part=causes", focal, "paragraphs")
    made = first_link(house, page, focal, "consolidations")
    words = {"act": "text", "text": f"Lời sửa {paragraph}", "seen": "1"}
    stood = {"consolidation": made, "key": "-"}
    test_kill.send(house, f"/paragraphs/{paragraph}/", focal, {**words, **stood})
    yield f"edited:{paragraph}"
    freeze = f"/consolidations/{made}/freeze/"
    test_kill.send(house, freeze, focal, {"seen": house.seen(freeze, focal)})
    yield f"frozen:{made}"


def first_link(house: Installation, path: str, session: str, things: str) -> str:
    """The number of the first of these things to which the page leads."""
    connection = HTTPConnection("127.0.0.1", house.port, timeout=30)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        page = connection.getresponse().read().decode()
    finally:
        connection.close()
    found = re.search(rf'href="/{things}/(\d+)/', page)
    if not found:
        raise test_kill.Refused(f"{path} leads to none of {things}")
    return found[1]
