"""What pages and sheets need to know of difficulties and proposals, each answer one function."""

from dieuphoi.issues.queries.desk_of_issues import IssueDesk, desk, of_task, raisable, waiting
from dieuphoi.issues.queries.how_long import UNSOLVED, Waiting, is_overdue, waiting_since, waits
from dieuphoi.issues.queries.issue_figures import IssueFigures, IssueOverview, figures, overview
from dieuphoi.issues.queries.issue_list import (
    IssueChoices,
    IssueFacets,
    IssueFilter,
    IssueRow,
    Shown,
    ShownIssue,
    choices,
    facets,
    in_words,
    issues,
    issues_around,
    rows,
    standing_as,
)
from dieuphoi.issues.queries.one_issue import IssuePage, issue_page, require_allowed

__all__ = [
    "IssueChoices",
    "IssueDesk",
    "IssueFacets",
    "IssueFigures",
    "IssueFilter",
    "IssueOverview",
    "IssuePage",
    "IssueRow",
    "Shown",
    "ShownIssue",
    "UNSOLVED",
    "Waiting",
    "choices",
    "desk",
    "facets",
    "figures",
    "in_words",
    "is_overdue",
    "issue_page",
    "issues",
    "issues_around",
    "of_task",
    "overview",
    "raisable",
    "require_allowed",
    "rows",
    "standing_as",
    "waiting",
    "waiting_since",
    "waits",
]
