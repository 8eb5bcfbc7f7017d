from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeline.desk import links


class Command(BaseCommand):
    help = (
        "Look whether sources are still at their addresses, the ones longest unlooked first, and keep what was found. Run it every night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="how many addresses to look at (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        counts: Counter[str] = Counter()
        for found in links.check(max(0, options["limit"])):
            counts[found.outcome] += 1
            if options["verbosity"] > 1 or found.outcome == links.Outcome.DEAD:
                self.stdout.write(f"{found.outcome:<7} {found.status or '':>4} {found.url}")
        self.stdout.write(", ".join(f"{counts[one.value]} {one.value}" for one in links.Outcome))
