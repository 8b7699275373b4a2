"""All that `dieuphoi verify` looks at: the log, the stored files, and what no constraint can hold."""

from collections.abc import Iterator

from dieuphoi.activity.sealing import Verification
from dieuphoi.documents import verification as of_documents
from dieuphoi.issues import verification as of_issues
from dieuphoi.plans import verification as of_plans
from dieuphoi.reporting import verification as of_reporting


def findings(log: Verification) -> Iterator[str]:
    """What is wrong, a sentence each, of the log and of every package; nothing when all is whole."""
    yield from log.findings
    for package in (of_documents, of_plans, of_issues, of_reporting):
        yield from package.findings()
