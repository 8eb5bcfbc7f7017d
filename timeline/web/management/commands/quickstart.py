"""From a fresh clone to a running timeline: `uv run manage.py quickstart`."""

import os
import socket
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

DATASET = Path(settings.BASE_DIR) / "fixtures" / "dataset.json"


class Command(BaseCommand):
    help = "Prepare the database, load the dataset where there is none yet, and serve the timeline on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port to serve at (8000)")
        parser.add_argument("--no-serve", action="store_true", help="prepare everything, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        if not 1 <= port <= 65535:
            raise CommandError(f"{port} is no port number: choose one from 1024 to 65535.")
        if not options["no_serve"]:
            self.check_port(port)
        self.check_folder()
        self.migrate()
        self.load()
        self.collect()
        self.stdout.write(self.style.SUCCESS(f"\nThe timeline is ready: http://127.0.0.1:{port}/"))
        self.stdout.write(
            "To edit it, make an account with\n\n    uv run manage.py createsuperuser\n\n"
            f"and sign in at http://127.0.0.1:{port}/admin/. Press Ctrl+C to stop the server.\n"
        )
        if not options["no_serve"]:
            self.serve(port)

    def check_port(self, port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError as fault:
                raise CommandError(f"Port {port} is not open to you; choose one above 1023, for instance --port 8001.") from fault
            except OSError as fault:
                other = port + 1 if port < 65535 else 8000
                raise CommandError(
                    f"Port {port} is already taken, perhaps by another timeline. Choose another, for instance --port {other}."
                ) from fault

    def check_folder(self) -> None:
        folder = settings.DATA_DIR
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as fault:
            raise CommandError(
                f"The folder {folder} cannot be written ({fault.strerror}). Set TIMELINE_DATA_DIR to a folder that can, and try again."
            ) from fault

    def migrate(self) -> None:
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError as fault:
            raise CommandError(
                f"The database cannot be opened: {fault}. Check DATABASE_URL, or move the file away to begin anew."
            ) from fault
        known = set(executor.loader.disk_migrations)
        ours = {app.label for app in apps.get_app_configs() if app.name.startswith("timeline.")}
        newer = sorted(name for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known)
        if newer:
            found = f"This database was made by a newer version of the timeline (it has the migration {newer[-1]})."
            raise CommandError(f"{found} Bring the code up to date, or set TIMELINE_DATA_DIR to another folder to begin anew.")
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        self.stdout.write("Preparing the database …" if plan else "The database is up to date.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as fault:
            raise CommandError(f"The database cannot be prepared: {fault}. Check that its file can be written.") from fault

    def load(self) -> None:
        from timeline.events.models import Event

        if Event.objects.exists():
            self.stdout.write(f"Keeping the {Event.objects.count():,} events that are there.")
            return
        self.stdout.write("Loading the dataset …")
        call_command("import_dataset", DATASET, stdout=self.stdout, stderr=self.stderr)

    def collect(self) -> None:
        """Copy, fingerprint and compress the static files, unless they are the same as last time: it takes seconds."""
        files = sorted(
            (path, Path(storage.path(path)).stat().st_mtime_ns)
            for finder in get_finders()
            for path, storage in finder.list(["CVS", ".*", "*~"])
        )
        stamp = sha256(repr((files, settings.STORAGES["staticfiles"])).encode()).hexdigest()
        last = settings.DATA_DIR / "static-files"
        if last.exists() and last.read_text() == stamp and Path(settings.STATIC_ROOT).exists():
            return
        self.stdout.write("Preparing the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        last.write_text(stamp)

    def serve(self, port: int) -> None:
        self.stdout.flush()
        os.environ["TIMELINE_LOCAL"] = "yes" if settings.LOCAL else "no"
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
        quiet = ["--log-level", "warning", "--no-ws"]
        # In place of this process, so that Ctrl+C and a supervisor's signals reach the server itself.
        os.execv(sys.executable, [sys.executable, "-m", "granian", *options, *quiet, "timeline.wsgi:application"])  # noqa: S606
