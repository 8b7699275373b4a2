"""The tests of the tests: what ought to fail does, and what is emptied is whole again."""

from collections.abc import Callable

import pytest
import zeal
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory, TransactionTestCase
from zeal.middleware import zeal_middleware

from dieuphoi.activity.models import Seal
from dieuphoi.base.models import Rule
from dieuphoi.base.rules import DEFAULTS
from dieuphoi.plans.models import Obligation
from tests.cast import AT, World
from tests.strictness import WroteOnGet, reads_only_on_get, refuse_skip

View = Callable[[HttpRequest], HttpResponse]


def writes(request: HttpRequest) -> HttpResponse:
    """A view that puts in a row."""
    Rule.objects.create(name="put in by a view")
    return HttpResponse()


def asks_for_each_row(request: HttpRequest) -> HttpResponse:
    """A view with a query per row."""
    return HttpResponse(", ".join(one.holder.name for one in Obligation.objects.all()))


@pytest.mark.django_db
def test_a_get_that_writes_fails(rf: RequestFactory) -> None:
    view = reads_only_on_get(writes)

    with pytest.raises(WroteOnGet), transaction.atomic():
        view(rf.get("/"))
    assert view(rf.post("/")).status_code == 200


def test_a_query_for_each_row_fails(rf: RequestFactory, world: World) -> None:
    view: View = zeal_middleware(asks_for_each_row)

    with pytest.raises(zeal.errors.NPlusOneError):
        view(rf.get("/"))


def test_an_unknown_template_variable_fails() -> None:
    template = engines["django"].from_string("{{ nothing_of_that_name }}")

    with pytest.raises(pytest.fail.Exception, match="nothing_of_that_name"):
        template.render()


@pytest.mark.parametrize(
    "reason, corpus, outcome",
    [
        ("Skipped: no chromium", None, "failed"),
        ("Skipped: DIEUPHOI_CORPUS is not set", None, "skipped"),
        ("Skipped: DIEUPHOI_CORPUS has no such file", "/folder", "failed"),
    ],
)
def test_a_skip_fails_unless_there_is_no_corpus(
    reason: str, corpus: str | None, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIEUPHOI_CORPUS", raising=False)
    if corpus:
        monkeypatch.setenv("DIEUPHOI_CORPUS", corpus)
    report = pytest.TestReport("a test", ("", 0, ""), {}, "skipped", ("", 0, reason), "call")

    refuse_skip(report)

    assert report.outcome == outcome


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_its_rules_and_its_triggers_again() -> None:
    seal = Seal.objects.create(position=1, activity_id=1, hash="", sealed_at=AT)

    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]

    assert not Seal.objects.exists()
    assert set(Rule.objects.values_list("name", flat=True)) == set(DEFAULTS)
    seal.save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"):
        seal.delete()
