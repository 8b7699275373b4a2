"""Stricter than production: a GET that writes, and a test that is skipped, are failures."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

_WRITES = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|ALTER|DROP)\b|FOR (NO KEY )?UPDATE",
    re.IGNORECASE,
)
_SESSION = "django_session"


class WroteOnGet(AssertionError):
    """A GET changed the database, or locked rows in order to."""


def reads_only_on_get(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse statements that write while a GET is answered; sessions excepted."""

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.search(sql) and _SESSION not in sql:
            raise WroteOnGet(sql)
        return execute(sql, params, many, context)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with connection.execute_wrapper(guard):
            return get_response(request)

    return middleware


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, unless the test needs the corpus and none was given."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "DIEUPHOI_CORPUS" not in reason or "DIEUPHOI_CORPUS" in os.environ:
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA skipped test is a failure: install what it needs."
