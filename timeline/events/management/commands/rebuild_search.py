import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeline.events import index, search
from timeline.events.progress import Bar
from timeline.events.search import store


class Command(BaseCommand):
    help = "Read every record into the search index anew, and the index for counting. Both keep up by themselves; this is for an upgrade."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--changed", action="store_true", help="only what changed since it was last read")

    def handle(self, *args: Any, **options: Any) -> None:
        store.install()
        bar = Bar(sys.stderr) if options["verbosity"] else None
        if options["changed"]:
            search.refresh(bar=bar)
            said = "The search index is up to date."
        else:
            said = f"The search index holds {search.rebuild(bar):,} records."
        # The other index too, which new code reads anew: the first reader after an upgrade would wait for it.
        index.current()
        self.stdout.write(said)
