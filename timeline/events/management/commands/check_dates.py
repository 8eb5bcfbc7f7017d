from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from timeline.dates import EdtfError, FuzzyDate, parse
from timeline.events.fields import FuzzyDateField, bounds_of


class Command(BaseCommand):
    help = (
        "Find rows whose stored days do not follow from their date, and events whose words no longer mean the date that is stored. "
        "Ends with status 1 where there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="derive the stored days anew; words and dates are left for an editor")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = fixed = rows = 0
        for model in apps.get_app_config("events").get_models():
            for field in model._meta.get_fields():  # noqa: SLF001 (Django's documented API)
                if not isinstance(field, FuzzyDateField):
                    continue
                for pk, words, found in self.rows(model, field.name):
                    rows += 1
                    name = f"{model._meta.label_lower} {words.get('slug') or pk}, {field.name}"  # noqa: SLF001
                    for kind, sentence, right in self.faults(model, field.name, words, found):
                        self.stdout.write(f"{name}: {sentence}")
                        faults += 1
                        if options["fix"] and kind == "bounds":
                            # Straight to the columns: an instance would not even see that they are wrong.
                            model._base_manager.filter(pk=pk).update(**right)  # noqa: SLF001
                            fixed += 1
        if faults > fixed:
            raise CommandError(f"{faults - fixed} of {rows} dates need an editor or --fix.", returncode=1)
        self.stdout.write(f"{rows} dates checked" + (f", {fixed} put right." if fixed else ", all right."))

    def rows(self, model: type[models.Model], name: str) -> Iterator[tuple[Any, dict[str, Any], str | None]]:
        """Key, the columns that matter and the EDTF string of every row, straight from the database."""
        names = {field.name for field in model._meta.get_fields()}  # noqa: SLF001
        columns = [*bounds_of(model, name, None), *(one for one in ("slug", "date_text", "date_anchor") if one in names)]
        for row in model._base_manager.order_by("pk").values("pk", name, *columns).iterator():  # noqa: SLF001
            found = row.pop(name)
            yield row.pop("pk"), row, found.edtf if isinstance(found, FuzzyDate) else found

    def faults(
        self, model: type[models.Model], name: str, row: dict[str, Any], edtf: str | None
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """What is wrong with one date: its kind, a sentence, and the right columns where they can be derived."""
        try:
            right = bounds_of(model, name, edtf or None)
        except EdtfError as fault:
            yield "edtf", str(fault), {}
            return
        for column, day in right.items():
            if row[column] != day:
                yield "bounds", f"{column} is {row[column]}, but {edtf} means {day}", right
                break
        words, anchor = row.get("date_text"), row.get("date_anchor")
        if name == "date" and words and anchor and edtf:
            read = parse(words, anchor)
            if read.date is None:
                yield "words", f"“{words}” is stored as {edtf}, but cannot be read: {read.error}", {}
            elif read.date.edtf != edtf:
                yield "words", f"“{words}” read on {anchor} means {read.date.edtf}, but {edtf} is stored", {}
