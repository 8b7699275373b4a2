"""Look at everything."""

from datetime import datetime

from dieuphoi.backup.state import running, serving, stored
from dieuphoi.backup.state.finding import Finding, Level

_WORST_FIRST = [Level.ERROR, Level.WARNING, Level.OK]


def look(at: datetime, *, thorough: bool = False) -> list[Finding]:
    """How the installation stands at that moment, worst first; never raises for what it finds.

    `thorough` also reads the newest backup in full, which takes its time.
    """
    found = [
        *serving.findings(),
        *stored.findings(at, thorough=thorough),
        *running.findings(at),
    ]
    return sorted(found, key=lambda finding: _WORST_FIRST.index(finding.level))
