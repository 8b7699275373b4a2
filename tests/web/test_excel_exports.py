"""Every Excel file that a page gives out: text that starts like a formula is marked as text in it."""

import inspect
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl.cell import Cell

import tests.cast
from dieuphoi.base.sheets import looks_like_formula
from dieuphoi.issues import raising
from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.models import Organization, User
from dieuphoi.plans.intake import TaskDraft
from dieuphoi.plans.models import Plan
from tests.cast import World, later, make_world
from tests.web.test_access import ASKED, EXPECTED, PREPARE, ROLES, client_of

pytestmark = pytest.mark.django_db

HOSTILE = "=cmd|'/C calc'!A0 "
STARTS = (HOSTILE, "+84 ", "-1 ", "@SUM(A1) ", "＝1+1 ", "＋1 ")


def exports() -> Iterator[str]:
    """The routes whose view answers with an Excel file, or a package of them."""

    def walk(resolver: URLResolver) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry)
            elif _names_excel(entry):
                yield entry.name or ""

    return walk(get_resolver())


def _names_excel(entry: URLPattern) -> bool:
    view = inspect.unwrap(entry.callback)
    is_ours = view.__module__.startswith("dieuphoi.web.views")
    source = inspect.getsource(view) if is_ours else ""
    return "XLSX)" in source or "ZIP)" in source


@pytest.fixture
def hostile(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, each of its texts starting like a formula."""
    original = tests.cast.draft

    def hostile_draft(code: str, content: str, *leads: Organization, **more: Any) -> TaskDraft:
        start = STARTS[int(code) % len(STARTS)]
        made = original(code, f"{start}{content}", *leads, **more)
        known_by_code = code == "4"
        return replace(made, code=code if known_by_code else f"={code}", section="=I. Nhóm")

    monkeypatch.setattr(tests.cast, "draft", hostile_draft)
    world = make_world()
    Plan.objects.update(title=Concat(Value("="), F("title")))
    draft = IssueDraft(IssueKind.DIFFICULTY, f"{HOSTILE}thiếu vốn", cause="+1", asked="@SUM(A1)")
    draft = replace(draft, addressee=world.cast.dau_moi)
    raising.raise_issue(draft, by=world.cast.officer, at=later())
    return world


@pytest.mark.parametrize("route", sorted(exports()))
def test_no_cell_can_become_a_formula(hostile: World, route: str) -> None:
    kwargs = PREPARE[route](hostile) if route in PREPARE else {}
    Organization.objects.update(name=Concat(Value("="), F("name")))
    User.objects.update(full_name=Concat(Value("=1+"), F("full_name")))
    role = next(role for role in ROLES[::-1] if EXPECTED[route][ROLES.index(role)] == 200)
    for likely in ("administrator", "focal"):
        role = likely if EXPECTED[route][ROLES.index(likely)] == 200 else role
    answer: Any = client_of(hostile, role).get(reverse(route, kwargs=kwargs) + ASKED.get(route, ""))

    risky = [cell for cell in cells_of(answer.getvalue()) if is_risky(cell)]

    assert risky, "nothing hostile came through: the test looks at nothing"
    found = {(cell.coordinate, cell.value) for cell in risky if not is_text(cell)}
    assert found == set()


def test_the_exports_are_found() -> None:
    assert {
        "task_export",
        "issue_export",
        "cycle_export",
        "consolidation_excel",
        "workbook",
        "workbook_zip",
        "agency_workbook",
        "workbook_return_export",
    } <= set(exports())


def cells_of(content: bytes) -> Iterator[Cell]:
    """Every cell of a workbook, or of each workbook in a package."""
    package = zipfile.ZipFile(BytesIO(content))
    inner = [name for name in package.namelist() if name.endswith(".xlsx")]
    for one in [package.read(name) for name in inner] or [content]:
        for sheet in openpyxl.load_workbook(BytesIO(one)).worksheets:
            for row in sheet.iter_rows():
                yield from (cell for cell in row if isinstance(cell, Cell))


def is_risky(cell: Cell) -> bool:
    """Whether a spreadsheet program might take the cell for a formula."""
    return cell.data_type == "f" or (isinstance(cell.value, str) and looks_like_formula(cell.value))


def is_text(cell: Cell) -> bool:
    """Whether it is text, and stays text when somebody edits it."""
    return cell.data_type == "s" and bool(cell.quotePrefix)
