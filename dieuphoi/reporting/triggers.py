"""What was sent, reviewed or frozen is never rewritten: both databases refuse it."""

from django.db.backends.base.base import BaseDatabaseWrapper

from dieuphoi.base import kept
from dieuphoi.base.kept import Kept

TABLES = (
    Kept("reporting_reportversion"),
    Kept("reporting_outlinepart"),
    Kept("reporting_entry"),
    Kept("reporting_raisedentry"),
    Kept("reporting_comment"),
    Kept("reporting_review"),
    Kept("reporting_review_confirmed"),
    Kept("reporting_cycle"),
    Kept("reporting_report", ("cycle_id", "organization_id")),
    Kept("reporting_consolidation", once="OLD.state = 'frozen'"),
    Kept("reporting_paragraph", once="OLD.frozen"),
    Kept("reporting_paragraphsource", once="OLD.frozen"),
    Kept("reporting_consolidationinput", once="OLD.frozen"),
    Kept("reporting_leftout", once="OLD.frozen"),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those already there are replaced."""
    kept.install(connection, TABLES)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only for taking the tables down, and for emptying a test database."""
    kept.remove(connection, TABLES)
