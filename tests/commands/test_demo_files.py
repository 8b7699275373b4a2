"""The directive that `dieuphoi demo --out` leaves: the same to the byte, whenever and wherever."""

import os
import subprocess
import sys
from hashlib import sha256

from dieuphoi.commands.example import content, directive
from tests.crash.installation import ROOT

DAY = "Hà Nội, ngày 20 tháng 01 năm 2026"
WRITE = """
from hashlib import sha256
from dieuphoi.commands.example import content, directive
from tests.commands.test_demo_files import DAY
print(sha256(directive.write(content.live_plan(), DAY)).hexdigest())
"""


def digest(seed: str, zone: str) -> str:
    """What a process of its own makes of the directive, where the clock shows another hour."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_two_processes_write_the_same_directive() -> None:
    here = sha256(directive.write(content.live_plan(), DAY)).hexdigest()

    assert digest("1", "UTC") == here
    assert digest("4711", "Asia/Ho_Chi_Minh") == here
