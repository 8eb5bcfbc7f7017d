"""Real servers to do harm to: the product under granian, a PostgreSQL, a Redis, each in its own folder at a free loopback port, all stopped
by their own process ids."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).parents[2]
KEY = "the-key-of-a-site-that-is-there-to-be-harmed-0123456789-abcdefgh"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Site:
    """The timeline as `manage.py serve` runs it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"TIMELINE_LOCAL": "yes", "TIMELINE_DATA_DIR": str(self.folder), "TIMELINE_SECRET_KEY": KEY, "TIMELINE_RATE_LIMITS": "no"}
        return kept | own | self.settings

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        assert not check or done.returncode == 0, done.stderr
        return done

    def fill(self) -> None:
        """Tables and the shipped dataset."""
        self.manage("migrate", "-v0")
        self.manage("import_dataset", "fixtures/dataset.json", "-v0")

    def start(self) -> Site:
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        log = (self.folder / "server.log").open("ab")
        # A static manifest is not what is tested here.
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
        self.process = subprocess.Popen(command, cwd=BASE, env=environment, stdout=log, stderr=log)
        until(lambda: self.get("/healthz").status == 200, 60, self.log)
        return self

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]

    def worker_ids(self) -> list[int]:
        """The processes that answer: children of the one we started."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(one) for one in children if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]

    def ask(self, method: str, path: str, body: bytes | str | None = None, timeout: float = 20, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    # An editor.

    def sign_in(self) -> str:
        """An account and a session, as signing in makes them; the Cookie header that goes with it."""
        script = (
            "from django.contrib.auth import get_user_model, SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY\n"
            "from django.contrib.sessions.backends.db import SessionStore\n"
            "user, _ = get_user_model().objects.get_or_create(username='desk', defaults={'is_staff': True, 'is_superuser': True})\n"
            "session = SessionStore()\n"
            "session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()\n"
            "session[BACKEND_SESSION_KEY] = 'django.contrib.auth.backends.ModelBackend'\n"
            "session.create(); print('session', session.session_key)\n"
        )
        key = self.manage("shell", "-v0", "-c", script).stdout.split("session ")[-1].strip()
        return f"timeline_session={key}; csrftoken={'c' * 32}"

    def add_place(self, cookie: str, name: str) -> Answer:
        """Save a record through the desk's form, as an editor's browser does."""
        body = f"csrfmiddlewaretoken={'c' * 32}&name={name}&country=Iraq&slug={name.lower()}"
        return self.ask("POST", "/admin/events/place/add/", body, Cookie=cookie, Content_Type="application/x-www-form-urlencoded")


def until(true, seconds: float, why=lambda: "it never came true") -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(OSError, http.client.HTTPException):
            if true():
                return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(why())


@dataclass
class Postgres:
    """A cluster of its own. PostgreSQL refuses to run as root, so it runs as the user that Debian made for it."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            subprocess.run(["chown", "postgres", str(self.folder)], check=True)
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "timeline", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        subprocess.run([self.bin / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "timeline", "timeline"], check=True)

    def _run(self, program: str, *arguments: str) -> None:
        # Into a file: a server that is left running would hold a pipe open.
        with (self.folder.parent / "postgres.log").open("ab") as log:
            subprocess.run([*self.user, str(self.bin / program), *arguments], check=True, stdout=log, stderr=log, cwd="/")

    @property
    def url(self) -> str:
        return f"postgres://timeline@127.0.0.1:{self.port}/timeline"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def do(self, statement: str) -> str:
        command = [self.bin / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "timeline", "-qtAX", "-c", statement, "timeline"]
        # We may write also where the database is told that nobody does.
        environment = {**os.environ, "PGOPTIONS": "-c default_transaction_read_only=off"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


@dataclass
class Redis:
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> Redis:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: socket.create_connection(("127.0.0.1", self.port), 1).close() is None, 20)
        return self

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
