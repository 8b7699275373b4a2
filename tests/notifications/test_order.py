"""Whatever the order of ticks, crashes, outages and days: nobody is told twice, nothing is forgotten."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dieuphoi.base.periods import civil_day
from dieuphoi.notifications import delivery
from dieuphoi.notifications.models import MailKind, Notice
from dieuphoi.organizations.models import User
from dieuphoi.plans.models import Obligation
from tests.cast import AT, World, assign, draft, make_plan
from tests.notifications.duties import make, moment, tick
from tests.notifications.mail_server import MailServer, free_port, plain_text

pytestmark = pytest.mark.django_db

DUE = (date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 15), date(2026, 3, 20))
END = date(2026, 3, 26)
GROUPS = ("QUÁ HẠN", "SẮP ĐẾN HẠN", "MỚI GIAO")
STEPS = st.tuples(
    st.sampled_from(["tick", "make", "make again", "killed", "silence", "down", "later"]),
    st.integers(min_value=0, max_value=40),
)


def told(post: MailServer) -> Counter[tuple[str, str, str]]:
    """How often each person was told each thing under each heading."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for to, mail in zip(post.recipients, post.mails, strict=True):
        group = ""
        for line in plain_text(mail).splitlines():
            group = next((name for name in GROUPS if line.startswith(f"{name} (")), group)
            if line.startswith("- "):
                counts[to, group, line[2:]] += 1
    return counts


def die_after_claiming(at: datetime) -> None:
    """What a worker leaves that is killed between the claim and the answer."""
    make(at)
    for person in User.objects.filter(username__in=["head", "officer"]):
        for kind in MailKind:
            delivery.claim(kind, person, at)


def act(step: str, at: datetime, post: MailServer, setting: LazySettings) -> None:
    setting.MAIL_SERVER = post.url("tls=none&timeout=0.3")
    match step:
        case "make":
            make(at)
        case "make again":
            make(at)
            make(at + timedelta(minutes=1))
        case "killed":
            die_after_claiming(at)
        case "silence":
            post.answer = lambda content: ""
            tick(at)
            post.answer = lambda content: "250 taken"
        case "down":
            setting.MAIL_SERVER = f"smtp://127.0.0.1:{free_port()}?tls=none"
            tick(at)
        case "later":
            post.answer = lambda content: "451 later"
            tick(at)
            post.answer = lambda content: "250 taken"
        case _:
            tick(at)


@given(steps=st.lists(STEPS, max_size=10))
@example(steps=[("killed", 0), ("tick", 1), ("tick", 24), ("tick", 24)])
@example(steps=[("silence", 30), ("tick", 1), ("killed", 40), ("make again", 0), ("tick", 30)])
@example(steps=[("down", 1), ("down", 30), ("later", 20), ("later", 20), ("tick", 40)])
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nobody_is_told_twice_and_nothing_is_forgotten(
    mailed: World,
    post: MailServer,
    settings: LazySettings,
    steps: list[tuple[str, int]],
) -> None:
    post.forget()
    with transaction.atomic():
        drafts = [
            draft(str(n), f"Việc {n}", mailed.cast.so, due_on=day) for n, day in enumerate(DUE)
        ]
        assign(make_plan(mailed.cast.dau_moi, mailed.cast.ubnd, drafts, number="85"))
        at = AT
        for step, hours in steps:
            at += timedelta(hours=hours)
            act(step, at, post, settings)
        settings.MAIL_SERVER = post.url()
        on = civil_day(at)
        while on < END:
            on += timedelta(days=1)
            tick(moment(str(on), 12))
        lost = set(Notice.objects.filter(state="unknown").values_list("user__username", "kind"))
        counts = told(post)
        everything = {f"Việc {n}" for n in range(len(DUE))}
        left = Notice.objects.exclude(state__in=["sent", "unknown", "dropped"]).count()
        unwanted = Obligation.objects.exclude(state="assigned").count()
        transaction.set_rollback(True)

    assert (left, unwanted) == (0, 0)
    for (_to, group, _what), n in counts.items():
        assert n <= (3 if group == "SẮP ĐẾN HẠN" else 1)
    assert len(post.names) == len(set(post.names))
    for username in ("head", "officer"):
        for kind, group in (("overdue", "QUÁ HẠN"), ("assigned", "MỚI GIAO")):
            seen = {w for to, g, w in counts if (to, g) == (f"{username}@so.example", group)}
            assert everything <= seen or (username, kind) in lost
