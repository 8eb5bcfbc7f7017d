"""Serve the timeline as in production: `manage.py serve`."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Become the server. In place of this process, so that Ctrl+C and a supervisor's signals reach the server itself."""
    # What manage.py took for a laptop stays one in the workers, which read the settings anew.
    os.environ["TIMELINE_LOCAL"] = "yes" if settings.LOCAL else "no"
    arguments = [
        *("--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        # A worker that dies is replaced; one that is told to stop finishes what it has begun, for at most so many seconds.
        *("--respawn-failed-workers", "--workers-kill-timeout", "30"),
        # A client that takes ten seconds to say what it wants is let go, so that slow ones cannot hold every connection.
        *("--http1-header-read-timeout", "10000", "--backlog", "1024", "--log-level", "warning"),
        "timeline.wsgi:application",
    ]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments])  # noqa: S606


class Command(BaseCommand):
    help = "Serve the timeline, by default as TIMELINE_HOST, TIMELINE_PORT, TIMELINE_WORKERS and TIMELINE_THREADS say (docs/operating.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.LISTEN_HOST, help="the address to listen at")
        parser.add_argument("--port", type=int, default=settings.LISTEN_PORT)
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes")
        parser.add_argument("--threads", type=int, default=settings.THREADS, help="threads in each process that answer requests")

    def handle(self, *args: Any, **options: Any) -> None:
        serve(options["host"], options["port"], options["workers"], options["threads"])
