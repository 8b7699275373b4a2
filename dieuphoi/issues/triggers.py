"""The database keeps what was said: an issue as raised, its referrals, answers and verifications."""

from django.db.backends.base.base import BaseDatabaseWrapper

from dieuphoi.base import kept
from dieuphoi.base.kept import Kept

AS_RAISED = (
    "kind",
    "plan_id",
    "obligation_id",
    "raised_by_id",
    "wording",
    "cause",
    "asked",
    "by",
    "raised_on",
    "raised_at",
)

KEPT = (
    Kept("issues_issue", AS_RAISED),
    Kept("issues_referral"),
    Kept("issues_answer"),
    Kept("issues_verification"),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those already there are replaced."""
    kept.install(connection, KEPT)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    kept.remove(connection, KEPT)
