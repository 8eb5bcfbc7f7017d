"""Write everything that is kept into one file: `manage.py backup timeline.backup.gz`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from timeline.events.backup import BackupError, backup
from timeline.events.progress import Bar


class Command(BaseCommand):
    help = "Write content, history, accounts and rights into one file, while the site goes on, and check that it reads back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = backup(options["file"], Bar() if options["verbosity"] else None)
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        total, events = sum(held.values()), held["events.Event"]
        self.stdout.write(f"{options['file']}: {total:,} rows of {len(held)} tables, {events:,} events. It reads back as written.")
