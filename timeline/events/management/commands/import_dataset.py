from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from timeline.events import index, search
from timeline.events.dataset.check import DatasetError, read
from timeline.events.dataset.load import load
from timeline.events.progress import Bar

SHOWN = 200


class Command(BaseCommand):
    help = "Load a dataset file: all of it or nothing, updating records by slug. docs/dataset.md describes the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON object with the arrays actors, sources, storylines and events")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            report = load(read(file), Bar(cast("TextIO", self.stderr._out)) if options["verbosity"] else None)  # noqa: SLF001 (the stream itself, for isatty)
        except DatasetError as error:
            shown = "\n".join(f"  {fault}" for fault in error.faults[:SHOWN])
            more = f"\n  {_('… and %d more') % (len(error.faults) - SHOWN)}" if len(error.faults) > SHOWN else ""
            head = _("Nothing was written. Faults in %(file)s: %(n)d") % {"file": file.name, "n": len(error.faults)}
            raise CommandError(f"{head}\n{shown}{more}") from error
        # Now and not at the first page and the first search, whose readers would wait.
        search.refresh()
        index.current()
        for array, added, changed, same in report:
            self.stdout.write(f"{array:<14}{added:>7,} added {changed:>7,} changed {same:>7,} left alone")
