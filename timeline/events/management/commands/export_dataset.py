from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from timeline.events.dataset.dump import lines


class Command(BaseCommand):
    help = "Write the whole record, drafts included, as the file that import_dataset reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="where to write it; standard output if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        # One transaction, so that an editor who saves meanwhile is wholly in the file or not at all.
        with transaction.atomic():
            if file is None:
                for line in lines():
                    self.stdout.write(line, ending="")
                return
            part = file.with_name(file.name + ".part")
            try:
                with part.open("w", encoding="utf-8", newline="\n") as out:
                    out.writelines(lines())
                part.replace(file)
            except OSError as fault:
                raise CommandError(f"{file} cannot be written: {fault.strerror}.") from fault
