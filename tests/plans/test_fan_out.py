"""Who owes what by when: properties that must hold for every directive."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.plans.fan_out import DeadlineTerms, Occurrence, PartyTerms, fan_out, occurrences

START, UNTIL = date(2026, 1, 15), date(2027, 2, 15)

agencies = st.integers(1, 30)
classes = st.lists(agencies, min_size=0, max_size=8, unique=True).map(tuple)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
one_lead = st.one_of(
    agencies.map(lambda a: PartyTerms("lead", (a,))),
    classes.map(lambda c: PartyTerms("lead", c, is_class=True)),
)
named = agencies.map(lambda a: PartyTerms("cooperate", (a,)))
cooperating_class = classes.map(lambda c: PartyTerms("cooperate", c, is_class=True))
phrase = st.just(PartyTerms("cooperate", ()))
others = st.lists(st.one_of(named, cooperating_class, phrase), max_size=6)
deadlines = st.lists(
    st.one_of(
        st.builds(DeadlineTerms, kind=st.just("date"), due_on=days, inclusive=st.booleans()),
        st.builds(
            DeadlineTerms,
            kind=st.just("recurring"),
            recurrence=st.sampled_from(
                ["FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3",
                 "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"]
            ),
            inclusive=st.booleans(),
        ),
        st.just(DeadlineTerms(kind="continuous")),
    ),
    max_size=1,
)  # fmt: skip


@given(one_lead, others, deadlines)
def test_each_agency_owes_each_occurrence_once(lead, rest, times) -> None:  # type: ignore[no-untyped-def]
    owed = fan_out([lead, *rest], times, starts_on=START, until=UNTIL, strict=True)

    keys = [(o.organization, o.occurrence.name) for o in owed]
    assert len(keys) == len(set(keys))


@given(classes, others, deadlines)
def test_a_leading_class_is_one_obligation_per_member_and_occurrence(members, rest, times) -> None:  # type: ignore[no-untyped-def]
    lead = PartyTerms("lead", members, is_class=True)
    owed = fan_out([lead, *rest], times, starts_on=START, until=UNTIL, strict=True)

    leading = [o for o in owed if o.role == "lead"]
    count = len(occurrences(times, starts_on=START, until=UNTIL, strict=True))
    assert {o.organization for o in leading} == (set(members) if count else set())
    assert len(leading) == len(members) * count


@given(one_lead, others, deadlines)
def test_only_leads_and_named_agencies_owe(lead, rest, times) -> None:  # type: ignore[no-untyped-def]
    owed = fan_out([lead, *rest], times, starts_on=START, until=UNTIL, strict=True)

    named_ones = {p.organizations[0] for p in rest if p.organizations and not p.is_class}
    cooperating = {o.organization for o in owed if o.role == "cooperate"}
    assert cooperating <= named_ones - set(lead.organizations)


@given(others, one_lead, deadlines)
def test_the_order_of_parties_does_not_matter(rest, lead, times) -> None:  # type: ignore[no-untyped-def]
    def owed(parties: list[PartyTerms]) -> set[object]:
        return set(fan_out(parties, times, starts_on=START, until=UNTIL, strict=True))

    assert owed([lead, *rest]) == owed([*rest, lead])


@given(
    st.sampled_from(["FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=WEEKLY"]),
    days,
    st.integers(1, 800),
)
def test_occurrences_follow_one_another_without_gap(rule: str, start: date, length: int) -> None:
    until = start + timedelta(days=length)
    times = occurrences(
        [DeadlineTerms(kind="recurring", recurrence=rule)],
        starts_on=start,
        until=until,
        strict=True,
    )

    assert times[0].starts_on == start
    assert all(t.starts_on is not None and t.starts_on < until for t in times)
    for before, after in zip(times, times[1:], strict=False):
        assert before.due_on is not None
        assert after.starts_on == before.due_on + timedelta(days=1)


def test_before_a_day_ends_the_day_before_when_strict() -> None:
    due = DeadlineTerms(kind="date", due_on=date(2026, 12, 10), inclusive=False)

    strict = occurrences([due], starts_on=START, until=UNTIL, strict=True)
    lenient = occurrences([due], starts_on=START, until=UNTIL, strict=False)

    assert strict == [Occurrence(due_on=date(2026, 12, 9))]
    assert lenient == [Occurrence(due_on=date(2026, 12, 10))]


def test_yearly_before_the_tenth_of_december_is_due_on_the_ninth_each_year() -> None:
    rule = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"
    yearly = DeadlineTerms(kind="recurring", recurrence=rule, inclusive=False)

    times = occurrences([yearly], starts_on=START, until=UNTIL, strict=True)

    assert [t.due_on for t in times] == [date(2026, 12, 9), date(2027, 12, 9)]
    assert [t.name for t in times] == ["2026-12-10", "2027-12-10"]


def test_of_two_deadlines_the_last_binds() -> None:
    first = DeadlineTerms(kind="date", due_on=date(2026, 6, 30))
    last = DeadlineTerms(kind="date", due_on=date(2026, 12, 31))

    assert occurrences([last, first], starts_on=START, until=UNTIL, strict=True) == [
        Occurrence(due_on=date(2026, 12, 31))
    ]


def test_a_condition_waits_without_a_day() -> None:
    waiting = DeadlineTerms(kind="conditional", waits_for="sau khi Quy hoạch được phê duyệt")

    times = occurrences([waiting], starts_on=START, until=UNTIL, strict=True)

    assert times == [Occurrence(waits_for="sau khi Quy hoạch được phê duyệt")]


def test_a_cooperating_class_owes_nothing_by_itself() -> None:
    parties = [PartyTerms("lead", (1,)), PartyTerms("cooperate", (2, 3), is_class=True)]

    owed = fan_out(parties, [], starts_on=START, until=UNTIL, strict=True)

    assert [o.organization for o in owed] == [1]
