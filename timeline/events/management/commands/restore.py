"""Fill the database from a backup: `manage.py restore timeline.backup.gz`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from timeline.events import index, search
from timeline.events.backup import BackupError, is_empty, restore
from timeline.events.progress import Bar


class Command(BaseCommand):
    help = "Fill the database (SQLite or PostgreSQL, whichever the backup came from) from a backup: all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="put it in place of what is there: that is lost")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["replace"] and not is_empty():
            raise CommandError(
                "There are records or accounts in this database. Make a backup of them, then use --replace to put this one in their place."
            )
        try:
            held = restore(options["file"], Bar() if options["verbosity"] else None)
        except BackupError as fault:
            raise CommandError(str(fault)) from fault
        # Now and not at the first page and the first search, whose readers would wait.
        search.refresh()
        index.current()
        self.stdout.write(
            f"{sum(held.values()):,} rows of {len(held)} tables, {held['events.Event']:,} events. Everybody has to sign in again."
        )
