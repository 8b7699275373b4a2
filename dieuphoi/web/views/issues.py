"""Difficulties and proposals: the list, one of them, and what people do with it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuphoi.base.errors import require
from dieuphoi.issues import answering, policy, queries, raising, referral
from dieuphoi.issues.issue_sheet import write_sheet
from dieuphoi.issues.models import Decision, Issue
from dieuphoi.issues.queries import IssueFilter
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.queries import terms_of, with_task
from dieuphoi.web import chain, counts, unsent
from dieuphoi.web.access import ActorRequest, now, today, way_back
from dieuphoi.web.answers import XLSX, attempt, download, form_page, organization_names
from dieuphoi.web.chain import Crumb
from dieuphoi.web.forms.fields import day_in
from dieuphoi.web.forms.issues import (
    AnswerForm,
    IssueFilterForm,
    RaiseForm,
    ReferForm,
    VerifyForm,
    WithdrawForm,
)

PAGE = 50
PRINT_MOST = 1_000
"""How many rows a printed list holds at most; the page says so when there are more."""
HEADING_MOST = 180
"""How many characters of its wording stand in the heading of an issue."""

_get_or_post = require_http_methods(["GET", "POST"])


@require_safe
def issue_list(request: ActorRequest) -> HttpResponse:
    """The visible issues that the filter in the URL asks for; `print=1` shows them unpaged."""
    on = today()
    asked = asked_in(request.GET)
    printing = request.GET.get("print") == "1"
    found = queries.issues(request.actor, asked, on)
    page = Paginator(found, PRINT_MOST if printing else PAGE).get_page(request.GET.get("page"))
    around = queries.issues_around(request.actor, asked, on)
    context = {
        "page": page,
        "rows": queries.rows(page.object_list, on),
        "figures": queries.figures(request.actor, on),
        "lists": counts.issue_lists(request.actor),
        "facets": queries.facets(around, asked),
        "asked": asked,
        "filter": IssueFilterForm(queries.choices(request.actor), initial=_as_form(asked)),
        "asked_words": queries.in_words(request.actor, asked) if printing else "",
        "may_raise": policy.can_raise(request.actor, None, None),
        "on": on,
        "printing": printing,
    }
    return render(request, "issues/issue_list.html", context)


@require_safe
def issue_export(request: ActorRequest) -> FileResponse:
    """The same rows as the list, as an Excel sheet."""
    on = today()
    asked = asked_in(request.GET)
    content = write_sheet(
        queries.rows(queries.issues(request.actor, asked, on), on),
        title=_("Khó khăn, kiến nghị"),
        asked=queries.in_words(request.actor, asked),
        on=on,
    )
    return download(content, _("Khó khăn, kiến nghị %(day)s.xlsx") % {"day": on.isoformat()}, XLSX)


@require_safe
def issue_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One issue with its whole story."""
    on = today()
    page = queries.issue_page(request.actor, _issue(request, pk), on)
    wording = page.issue.wording
    context = {
        "page": page,
        "issue": page.issue,
        "on": on,
        "crumbs": _to_list(),
        "heading_most": HEADING_MOST,
        "says_all": len(wording) <= HEADING_MOST and "\n" not in wording,
    }
    return render(request, "issues/issue_detail.html", context)


@_get_or_post
def issue_raise(request: ActorRequest) -> HttpResponse:
    """Raise an issue about no plan."""
    return _raise_page(request, None, None)


@_get_or_post
def plan_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Raise an issue about a plan."""
    visible = Plan.objects.visible_to(request.actor)
    plan = get_object_or_404(
        visible.select_related("document__issuer", "owner", "focal_agency"), pk=pk
    )
    return _raise_page(request, None, plan)


@_get_or_post
def obligation_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Raise an issue about an obligation of the own agency."""
    visible = Obligation.objects.visible_to(request.actor)
    obligation = get_object_or_404(with_task(visible, today()), pk=pk)
    return _raise_page(request, obligation, obligation.task.plan)


@_get_or_post
def issue_refer(request: ActorRequest, pk: int) -> HttpResponse:
    """Send an issue on to the agency that can solve it."""
    issue = _issue(request, pk, "refer")
    form = ReferForm(
        request.POST or None,
        initial=unsent.initial(request, request.path),
        on=today(),
        issuer=_issuer(request, issue.plan),
    )

    def act() -> None:
        data = form.cleaned_data
        referral.refer(
            issue,
            to=data["to"],
            reply_due=data["reply_due"],
            note=data["note"],
            by=request.actor,
            at=now(),
        )

    names = organization_names(today())
    said = _("Đã chuyển khó khăn, kiến nghị.")
    return _page(request, issue, "refer", form, act, said, organization_names=names)


@_get_or_post
def issue_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer an issue."""
    issue = _issue(request, pk, "answer")
    form = AnswerForm(request.POST or None, initial=unsent.initial(request, request.path))

    def act() -> None:
        data = form.cleaned_data
        answering.answer(
            issue,
            decision=Decision(data["decision"]),
            text=data["text"],
            symbol=data["symbol"],
            by=request.actor,
            at=now(),
        )

    return _page(request, issue, "answer", form, act, _("Đã trả lời."))


@_get_or_post
def issue_verify(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether the answer solved it."""
    issue = _issue(request, pk, "verify")
    form = VerifyForm(request.POST or None, initial=unsent.initial(request, request.path))

    def act() -> None:
        data = form.cleaned_data
        answering.verify(
            issue, solved=data["solved"], note=data["note"], by=request.actor, at=now()
        )

    return _page(request, issue, "verify", form, act, _("Đã ghi ý kiến của cơ quan nêu."))


@_get_or_post
def issue_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an issue back."""
    issue = _issue(request, pk, "withdraw")
    posted = request.POST if request.method == "POST" else None
    form = WithdrawForm(posted, initial=unsent.initial(request, request.path))

    def act() -> None:
        raising.withdraw(issue, note=form.cleaned_data["note"], by=request.actor, at=now())

    return _page(request, issue, "withdraw", form, act, _("Đã rút khó khăn, kiến nghị."))


def asked_in(query: QueryDict) -> IssueFilter:
    """The filter that a URL states; what is not understood asks nothing."""
    return IssueFilter(
        kind=query.get("kind", ""),
        state=query.get("state", ""),
        agency=_number(query.get("agency")),
        plan=_number(query.get("plan")),
        addressee=_number(query.get("addressee")),
        overdue=query.get("overdue") == "1",
        words=query.get("q", "")[:200].strip(),
        since=day_in(query.get("since", "")),
    )


def _as_form(asked: IssueFilter) -> dict[str, Any]:
    return {**asdict(asked), "q": asked.words}


def _raise_page(
    request: ActorRequest, obligation: Obligation | None, plan: Plan | None
) -> HttpResponse:
    require(
        policy.can_raise(request.actor, obligation, plan),
        _("Chỉ cơ quan đang giữ nhiệm vụ nêu khó khăn, kiến nghị về nhiệm vụ đó.")
        if obligation
        else _("Vai trò của bạn không nêu khó khăn, kiến nghị."),
    )
    on = today()
    form = RaiseForm(
        request.POST or None,
        initial=unsent.initial(request, request.path),
        on=on,
        issuer=_issuer(request, plan),
        goes_to=_goes_to(request, plan),
    )
    if form.is_valid():
        made: list[Issue] = []

        def act() -> None:
            draft = form.draft(obligation, plan)
            made.append(raising.raise_issue(draft, by=request.actor, at=now()))

        if attempt(form, act):
            messages.success(request, _("Đã gửi khó khăn, kiến nghị."))
            return redirect(way_back(request) or reverse("issue_detail", args=[made[0].pk]))
    context = {
        "obligation": obligation,
        "plan": plan,
        "terms": terms_of(obligation) if obligation else None,
        "back": way_back(request) or _back(obligation, plan),
        "crumbs": _crumbs(obligation, plan),
        "on": on,
        "organization_names": organization_names(on),
    }
    return form_page(request, "issues/issue_raise.html", form, context)


def _page(
    request: ActorRequest,
    issue: Issue,
    verb: str,
    form: forms.Form,
    act: Callable[[], object],
    said: str,
    **more: object,
) -> HttpResponse:
    """Do the act when its form is right, and go to the issue; else the form's page."""
    if form.is_bound and form.is_valid() and attempt(form, act):
        messages.success(request, said)
        return redirect("issue_detail", pk=issue.pk)
    on = today()
    page = queries.issue_page(request.actor, issue, on)
    crumbs = [*_to_list(), _crumb_of(issue)]
    context = {"page": page, "issue": issue, "on": on, "crumbs": crumbs, **more}
    return form_page(request, f"issues/issue_{verb}.html", form, context)


def _issue(request: ActorRequest, pk: int, verb: str = "") -> Issue:
    """The issue if it is visible (404) and the actor may do this with it now (403, 409)."""
    visible = Issue.objects.visible_to(request.actor)
    issue = get_object_or_404(
        visible.select_related(
            "raised_by", "addressee", "plan__document__issuer", "plan__owner", "plan__focal_agency"
        ),
        pk=pk,
    )
    if verb:
        queries.require_allowed(request.actor, issue, verb)
    return issue


def _issuer(request: ActorRequest, plan: Plan | None) -> Organization | None:
    """For whom an agency's name is understood: the plan's issuer, else the own agency."""
    if plan:
        return plan.document.issuer or plan.owner
    return Organization.objects.filter(pk=request.actor.organization_id or 0).first()


def _goes_to(request: ActorRequest, plan: Plan | None) -> Organization | None:
    """Who gets it when the form names nobody; none where somebody must be named."""
    if plan is None:
        return None
    goes_to = raising.default_addressee(plan, request.actor.organization_id)
    return goes_to if goes_to.pk != request.actor.organization_id else None


def _to_list() -> list[Crumb]:
    return [(_("Khó khăn, kiến nghị"), reverse("issue_list"))]


def _crumb_of(issue: Issue) -> Crumb:
    return Truncator(issue.wording).chars(70), reverse("issue_detail", args=[issue.pk])


def _crumbs(obligation: Obligation | None, plan: Plan | None) -> list[Crumb]:
    if obligation:
        return chain.to_task(obligation.task)
    return chain.to_plan(plan) if plan else _to_list()


def _back(obligation: Obligation | None, plan: Plan | None) -> str:
    return _crumbs(obligation, plan)[-1][1]


def _number(text: str | None) -> int | None:
    """A row's number in a URL; None for anything that cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
