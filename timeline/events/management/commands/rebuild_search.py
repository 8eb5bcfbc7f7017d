import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeline.events import search
from timeline.events.progress import Bar
from timeline.events.search import store


class Command(BaseCommand):
    help = "Read every record into the search index anew. Searches keep it up to date; this is for after a restore, or to be sure."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--changed", action="store_true", help="only what changed since it was last read")

    def handle(self, *args: Any, **options: Any) -> None:
        store.install()
        bar = Bar(sys.stderr) if options["verbosity"] else None
        if options["changed"]:
            search.refresh(bar=bar)
            self.stdout.write("The search index is up to date.")
        else:
            self.stdout.write(f"The search index holds {search.rebuild(bar):,} records.")
