"""The databases refuse to rewrite or delete what was raised, referred, answered and verified."""

import pytest
from django.db import DatabaseError, models, transaction

from dieuphoi.issues import answering
from dieuphoi.issues.models import Answer, Issue, Referral, Verification
from tests.cast import World, later
from tests.issues.cast import answered

pytestmark = pytest.mark.django_db

CHANGES: list[tuple[type[models.Model], dict[str, object]]] = [
    (Issue, {"wording": "khác"}),
    (Issue, {"asked": "khác"}),
    (Issue, {"raised_at": later(9)}),
    (Issue, {"plan": None}),
    (Issue, {"obligation": None}),
    (Issue, {"raised_by": None}),
    (Referral, {"note": "khác"}),
    (Answer, {"text": "khác"}),
    (Verification, {"solved": False}),
]


@pytest.fixture
def verified(world: World) -> Issue:
    issue, _answer = answered(world)
    answering.verify(issue, solved=True, note="", by=world.cast.head, at=later(5))
    return issue


@pytest.mark.parametrize("model, change", CHANGES)
def test_no_row_is_rewritten(
    verified: Issue, model: type[models.Model], change: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        model._default_manager.update(**change)


@pytest.mark.parametrize("model", [Verification, Answer, Referral, Issue])
def test_no_row_is_deleted(verified: Issue, model: type[models.Model]) -> None:
    rows = model._default_manager.all()
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        rows._raw_delete(rows.db)
