"""All duties of notices, as the worker does them, at a moment of the test's choosing."""

from datetime import datetime

from dieuphoi.activity import sealing
from dieuphoi.notifications import delivery, making


def make(at: datetime) -> None:
    """Make every notice that is due to be made."""
    sealing.seal(at=at)
    making.make_news(at=at)
    making.make_reminders(at=at)


def tick(at: datetime) -> str:
    """Make notices, then send; what the sending said of itself."""
    make(at)
    return delivery.send_due(at=at)


def moment(day: str, hour: int = 7, minute: int = 0) -> datetime:
    """A moment in Việt Nam."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00+07:00")
