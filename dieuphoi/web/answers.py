"""How views answer: a form that a rule refused comes back with the reason and the typed text."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from dieuphoi.base.errors import DomainError, NotPermitted, StaleState
from dieuphoi.documents import storage
from dieuphoi.documents.models import StoredFile
from dieuphoi.organizations.models import Organization

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RulesOfField = type[DomainError] | tuple[type[DomainError], ...]
"""The rules of the domain that are about one field of a form."""


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do the act; a broken rule becomes an error of the form. A refusal of rights goes on up.

    The form's `rules_of`, where it has one, names the field that a rule is about: the error stands
    there. Any other error stands over the whole form.
    """
    try:
        act()
    except NotPermitted:
        raise
    except DomainError as error:
        place = _field_of(form, error)
        form.add_error(place, forms.ValidationError(str(error), code=_code(error)))
        return False
    return True


def form_page(
    request: HttpRequest, template: str, form: forms.Form, context: dict[str, Any]
) -> HttpResponse:
    """The page of a form: 200 when it is fresh, 409 when somebody was faster, 422 when refused."""
    status = 200
    if form.is_bound and not form.is_valid():
        stale = any(e.code == "stale" for errors in form.errors.as_data().values() for e in errors)
        status = 409 if stale else 422
    return render(request, template, {"form": form, **context}, status=status)


def download(content: bytes, name: str, media_type: str) -> FileResponse:
    """Bytes made for this request, as a file to keep."""
    return _file(BytesIO(content), name, media_type)


def stored_file(stored: StoredFile, name: str) -> FileResponse:
    """A kept file; always to save, never to show in our origin."""
    return _file(storage.open_file(stored), name, stored.media_type)


def organization_names(on: date) -> Iterator[str]:
    """The names that an agency field offers."""
    return Organization.objects.in_force(on).values_list("name", flat=True).iterator()


def _file(content: BinaryIO, name: str, media_type: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _field_of(form: forms.Form, error: DomainError) -> str | None:
    about: dict[str, RulesOfField] = getattr(form, "rules_of", {})
    return next((name for name, rules in about.items() if isinstance(error, rules)), None)


def _code(error: DomainError) -> str:
    return "stale" if isinstance(error, StaleState) else "refused"
