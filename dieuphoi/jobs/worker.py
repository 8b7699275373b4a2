"""The loop: every duty that is due runs, one after another, and its run is recorded."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from dieuphoi.jobs.models import Run
from dieuphoi.jobs.schedule import DUTIES, Duty

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long runs are kept."""


def tick(at: datetime) -> list[Run]:
    """Run each duty that is due; one that fails is recorded and does not stop the others."""
    runs = [_run(duty, at) for duty in DUTIES if _is_due(duty, at)]
    Run.objects.filter(began_at__lt=at - KEPT).delete()
    return runs


def work(*, pause: float = 1.0, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Tick for ever, until `goes_on` says no."""
    while goes_on():
        tick(timezone.now())
        time.sleep(pause)


def _is_due(duty: Duty, at: datetime) -> bool:
    last = Run.objects.filter(duty=duty.name).first()
    return last is None or last.began_at + duty.every <= at


def _run(duty: Duty, at: datetime) -> Run:
    run = Run.objects.create(duty=duty.name, began_at=at)
    try:
        run.result = duty.run(at)
    except Exception as error:  # noqa: BLE001 one duty's failure is recorded, the others go on
        log.exception("duty %s failed", duty.name)
        run.error = repr(error)
    run.ended_at = timezone.now()
    run.save(update_fields=["result", "error", "ended_at"])
    return run
