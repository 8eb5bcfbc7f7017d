"""What stands beside an event's form while it is filled in: possible duplicates, how it will look, what it still needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from timeline.dates import FuzzyDate, parse
from timeline.desk import duplicates, names
from timeline.desk.numbers import number
from timeline.events import addresses, publishing
from timeline.events.fields import today
from timeline.events.models import Actor, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from timeline.desk.duplicates import Likeness


@dataclass
class Reading:
    """A form as far as it can be understood while somebody types. Nothing in it is an error yet."""

    title: str = ""
    label: str = ""
    kind: str = ""
    confidence: str = ""
    prominence: int = 1
    words: str = ""
    date: FuzzyDate | None = None
    actors: list[Actor] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    new_urls: list[str] = field(default_factory=list)
    arabic: bool = False
    dismissed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Check:
    """A line of the checklist. `needed` ones hold publishing up; the others are advice."""

    words: str
    met: bool
    needed: bool = True


def read(form: Mapping[str, Any], anchor: date | None = None) -> Reading:
    """Understand what has been typed so far. Two queries, whatever the number of rows."""
    reading = Reading(
        title=str(form.get("title", ""))[:200],
        label=str(form.get("label", "")),
        kind=str(form.get("kind", "")),
        confidence=str(form.get("confidence", "")),
        prominence=int(form["prominence"]) if str(form.get("prominence", "")) in ("1", "2", "3") else 1,
        words=str(form.get("date_text", ""))[:200].strip(),
        dismissed=str(form.get("not_duplicate", "")).split()[:50],
    )
    reading.date = read_date(reading.words, anchor or _day(str(form.get("date_anchor", ""))))
    typed = [value for value in rows(form, "participations", "actor") if value]
    pks = [found[0].pk for found in names.by_name(typed).values() if len(found) == 1]
    pks += [one.pk for one in names.actors()[0] if any(value.rstrip().endswith(f"[{one.slug}]") for value in typed)]
    reading.actors = list(Actor.objects.filter(pk__in=pks))
    cited = [value for value in rows(form, "citations", "source") if value]
    slugs = [match[1] for value in cited if (match := names._BRACKETED.search(value))]  # noqa: SLF001
    reading.sources = list(Source.objects.filter(slug__in=slugs))
    for value in cited[:10]:
        if addresses.is_address(value):
            held = names.source_at(value)
            if held:
                reading.sources.append(held)
            else:
                reading.new_urls.append(addresses.normal(value))
    languages = list(zip(rows(form, "translations", "language"), rows(form, "translations", "title"), strict=False))
    reading.arabic = any(language == "ar" and title for language, title in languages)
    return reading


def rows(form: Mapping[str, Any], prefix: str, name: str) -> list[str]:
    """The values of one column of a set of rows, without the rows that are to go."""
    count = min(number(str(form.get(f"{prefix}-TOTAL_FORMS", ""))) or 0, 200)
    return [str(form.get(f"{prefix}-{n}-{name}", "")).strip() for n in range(count) if not form.get(f"{prefix}-{n}-DELETE")]


def read_date(words: str, anchor: date | None) -> FuzzyDate | None:
    if not words:
        return None
    return parse(words, anchor or today()).date


def _day(text: str) -> date | None:
    from datetime import date as day

    try:
        return day.fromisoformat(text)
    except ValueError:
        return None


def checklist(reading: Reading, alike: list[Likeness]) -> list[Check]:
    """What publishing needs, then what would make the event better."""
    urls = [source.url for source in reading.sources] + reading.new_urls
    needed = publishing.needs(date=reading.date, participants=len(reading.actors), addresses=urls)
    words = {
        "date": _("Date understood"),
        "citations": _("A source with an address"),
        "participants": _("Somebody who took part"),
    }
    independent = {source.publisher for source in reading.sources} | {addresses.core(url).partition("/")[0] for url in reading.new_urls}
    return [
        *(Check(words[need.key], need.met) for need in needed),
        Check(_("Actors of two sides"), len({actor.side for actor in reading.actors}) > 1, needed=False),
        Check(_("Two publishers"), len(independent) > 1, needed=False),
        Check(_("No possible duplicate left open"), not alike, needed=False),
        Check(_("An Arabic title"), reading.arabic, needed=False),
    ]


def likely(reading: Reading, besides: int | None) -> list[Likeness]:
    return duplicates.possible(
        title=reading.title,
        date=reading.date,
        kind=reading.kind,
        actors=[actor.pk for actor in reading.actors],
        urls=[*(source.url for source in reading.sources), *reading.new_urls],
        besides=besides,
        dismissed=reading.dismissed,
    )
