import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from timeline.dates import parse
from timeline.events.fields import today

if TYPE_CHECKING:
    from collections.abc import Iterable


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise CommandError(f"“{text[:60]}” is not a day; write it as 2025-10-22.") from fault


class Command(BaseCommand):
    help = (
        "Read dates as people write them, one a line from standard input, and say what each means, one JSON object a line. "
        "A line may have a tab and a day behind its text: the day that this text is read on."
    )
    requires_system_checks: list[str] = []  # reads no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", help="the day the texts are read on, as 2025-10-22; today if left out")
        parser.add_argument("--language", default="en", choices=["en", "ar", "fa", "ckb"], help="the language of readings and errors")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = _day(options["anchor"]) if options["anchor"] else today()
        lines: Iterable[str] = options.get("stdin") or sys.stdin
        for line in lines:
            text, _, own = line.rstrip("\r\n").partition("\t")
            self.stdout.write(json.dumps(self.read(text, own.strip(), anchor, options["language"]), ensure_ascii=False))

    def read(self, text: str, own: str, anchor: date, language: str) -> dict[str, str | None]:
        """One line's object. A line whose own anchor is no day is refused like any other fault: the next lines still count."""
        try:
            reading = parse(text, _day(own) if own else anchor, display=language)
        except CommandError as fault:
            return {"text": text, "edtf": None, "earliest": None, "latest": None, "reading": None, "error": str(fault)}
        found = reading.date
        return {
            "text": text,
            "edtf": found.edtf if found else None,
            "earliest": found.earliest.isoformat() if found and found.earliest else None,
            "latest": found.latest.isoformat() if found and found.latest else None,
            "reading": reading.explanation if found else None,
            "error": None if found else " ".join(filter(None, (reading.error, reading.suggestion))),
        }
