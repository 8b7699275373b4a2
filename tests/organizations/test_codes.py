"""One-time codes: they let in for some days, only to choose a password; the words are kept nowhere."""

import json
from datetime import date, datetime, timedelta

import pytest

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base import rules
from dieuphoi.base.errors import NotPermitted, StaleState
from dieuphoi.base.periods import civil_day, end_of_day
from dieuphoi.organizations import codes
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.codes import AccountLocked, SameAsCode
from dieuphoi.organizations.models import User
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db

PASSWORD = "mật khẩu tự đặt 2026"


def user_of(actor: Actor) -> User:
    found: User = User.objects.get(pk=actor.user_id)
    return found


def given(cast: Cast, at: datetime = AT) -> codes.OneTimeCode:
    [code] = codes.give_codes([user_of(cast.officer)], by=cast.administrator, at=at)
    return code


def test_code_is_the_password_until_the_end_of_its_last_day(cast: Cast) -> None:
    code = given(cast)

    user = user_of(cast.officer)
    days = rules.integer("one_time_code_days", civil_day(AT))
    assert code.until == user.code_until == end_of_day(date(2026, 3, 2) + timedelta(days=days))
    assert user.check_password(code.words)
    assert not codes.has_expired(user, code.until)
    assert codes.has_expired(user, code.until + timedelta(seconds=1))


def test_code_may_be_typed_small_and_without_dashes(cast: Cast) -> None:
    code = given(cast)

    assert user_of(cast.officer).check_password(code.words.lower().replace("-", ""))
    assert user_of(cast.officer).check_password(code.words.replace("-", " "))
    assert not user_of(cast.officer).check_password(code.words[:-1])


def test_codes_differ_and_have_no_letters_that_look_alike(cast: Cast) -> None:
    people = [user_of(cast.officer), user_of(cast.head), user_of(cast.leader)]

    words = [c.words for c in codes.give_codes(people, by=cast.administrator, at=AT)]

    assert len(set(words)) == 3
    assert set("".join(words)) <= set(codes.LETTERS) | {"-"}


def test_new_code_ends_the_old_one_and_the_old_password(cast: Cast) -> None:
    user = user_of(cast.officer)
    codes.choose_password(user, PASSWORD, at=AT)
    first = given(cast)
    second = given(cast)

    user = user_of(cast.officer)
    assert user.check_password(second.words)
    assert not user.check_password(first.words)
    assert not user.check_password(PASSWORD)


def test_code_is_recorded_without_its_words(cast: Cast) -> None:
    code = given(cast)

    [entry] = entries_about(code.user)
    assert (entry.verb, entry.user_id) == ("user.code_given", cast.administrator.user_id)
    told = json.dumps(list(Activity.objects.values("verb", "label", "details")), default=str)
    assert code.words not in told
    assert code.words.replace("-", "") not in told


def test_only_an_administrator_gives_codes(cast: Cast) -> None:
    before = user_of(cast.officer).password

    with pytest.raises(NotPermitted):
        codes.give_codes([user_of(cast.officer)], by=cast.head, at=AT)

    assert user_of(cast.officer).password == before
    assert not Activity.objects.exists()


def test_locked_account_gets_no_code_and_neither_do_the_others(cast: Cast) -> None:
    User.objects.filter(pk=cast.head.user_id).update(is_active=False)

    with pytest.raises(AccountLocked, match="head"):
        codes.give_codes([user_of(cast.officer), user_of(cast.head)], by=cast.administrator, at=AT)

    assert user_of(cast.officer).code_until is None


def test_chosen_password_takes_the_place_of_the_code_and_is_recorded(cast: Cast) -> None:
    code = given(cast)

    codes.choose_password(user_of(cast.officer), PASSWORD, at=AT)

    user = user_of(cast.officer)
    assert user.code_until is None
    assert user.check_password(PASSWORD)
    assert not user.check_password(code.words)
    last = list(entries_about(user))[-1]
    assert (last.verb, last.user_id, last.details) == ("user.password_chosen", user.pk, {})


def test_the_code_itself_is_no_new_password(cast: Cast) -> None:
    code = given(cast)

    with pytest.raises(SameAsCode):
        codes.choose_password(user_of(cast.officer), code.words.lower(), at=AT)

    assert user_of(cast.officer).code_until is not None


def test_password_chosen_while_another_code_is_given_is_refused(cast: Cast) -> None:
    given(cast)
    seen = user_of(cast.officer)
    second = given(cast)

    with pytest.raises(StaleState):
        codes.choose_password(seen, PASSWORD, at=AT)

    assert user_of(cast.officer).check_password(second.words)
