"""A PostgreSQL server for as long as a test needs one: own folder, own socket, no network port.

In a test:       with EphemeralPostgres() as server: server.url("name")
In a terminal:   python -m tests.postgres pytest -n 2      (any command; it finds DATABASE_URL)

PostgreSQL refuses to run as root, so root starts it as Debian's user `postgres`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {"listen_addresses": "", "max_connections": "100"}


class EphemeralPostgres:
    """A server that lives inside a `with`; `durable` keeps its promises to the disk, slower."""

    def __init__(self, *, durable: bool = False) -> None:
        self.settings = SETTINGS if durable else {**SETTINGS, **FAST}
        self._system_user = "postgres" if os.geteuid() == 0 else None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="dieuphoi-pg-"))
        try:
            if self._system_user:
                shutil.chown(self.folder, self._system_user)
            words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
            if self._run("initdb", *words).wait():
                raise RuntimeError(self._log())
            self.start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.server.send_signal(signal.SIGQUIT)  # PostgreSQL's "immediate" end
        self.server.wait()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers; also after `kill`, when it recovers."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        self.server = self._run("postgres", "-k", str(self.folder), *options)
        end = time.monotonic() + 60
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(self._log())
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 for the postmaster and every process of it, as when the power fails."""
        postmaster = self.server.pid
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        self.server.kill()
        self.server.wait()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        while any(_runs(child) for child in children):
            time.sleep(0.01)

    def url(self, name: str, *, like: str = "template1") -> str:
        """The DATABASE_URL of the database of that name, which is made if it is not there: a copy
        of the database `like`, to which nobody may be connected."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self._connect() as connection, suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(like)))
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{name}"

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        """Start one of PostgreSQL's programs on our folder; what it says goes into the log."""
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [programs() / program, "-D", self.folder / "data", *words],
                user=self._system_user,
                group=self._system_user,
                extra_groups=[] if self._system_user else None,
                cwd="/",
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C ends the tests, and they end the server
            )

    def _log(self) -> str:
        return "PostgreSQL does not start:\n" + (self.folder / "log").read_text()[-4000:]


def programs() -> Path:
    """The folder of the newest PostgreSQL of this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError("no PostgreSQL on this machine: run tools/system_packages.sh")
    return Path(on_path).resolve().parent


def _runs(pid: str) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def main() -> int:
    """Run a command with DATABASE_URL naming a new server; its exit code."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    with EphemeralPostgres() as server:
        environment = {**os.environ, "DATABASE_URL": server.url("dieuphoi")}
        return subprocess.call(sys.argv[1:], env=environment)


if __name__ == "__main__":
    sys.exit(main())
