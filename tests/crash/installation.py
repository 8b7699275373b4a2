"""A real installation for tests that kill it: own folder, own database, own server process."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32


@dataclass
class Installation:
    """Everything under `home`; the database is SQLite there unless `database_url` is given."""

    home: Path
    database_url: str = ""
    port: int = field(default_factory=lambda: _free_port())
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where its server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this installation."""
        own = {"DIEUPHOI_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "config.settings"}
        if self.database_url:
            own["DATABASE_URL"] = self.database_url
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DIEUPHOI_HOME")}
        return {**kept, **own}

    def run(self, *words: str) -> str:
        """Run Python with these words to the end; what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def command(self, *words: str) -> str:
        """Run a `dieuphoi` command to the end."""
        return self.run("-m", "dieuphoi.commands.main", *words)

    def start(self) -> None:
        """Start the server in a process group of its own, and wait until it answers."""
        words = ["-m", "dieuphoi.commands.main", "serve", "--port", str(self.port), "--no-work"]
        self.server = subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(300):
            if self._answers():
                return
            assert self.server.poll() is None, "the server ended before it answered"
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """kill -9 for every process of the server at once."""
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def stop(self) -> None:
        """End the server as an operator does, and wait until all of it has ended."""
        if self.server:
            self.server.terminate()
            self.server.wait(timeout=60)

    def send(self, path: str, session: str, fields: dict[str, str]) -> tuple[int, str]:
        """Send a form as the signed-in person; the status and the page to which it leads.

        Raises OSError when nobody answers.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        }
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")
        finally:
            connection.close()

    def seen(self, path: str, session: str) -> str:
        """What the page that the signed-in person looks at gives its form to say what was seen."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
            page = connection.getresponse().read().decode()
        finally:
            connection.close()
        return page.partition('name="seen" value="')[2].partition('"')[0]

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/account/login/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
