"""Every fault of a dataset file, each with the record and the field it is in, before anything is written."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.dates import EdtfError, FuzzyDate, parse
from timeline.events.choices import ActorKind, Confidence, EventKind, Relation, Role, Side, SourceKind, Status
from timeline.events.dataset.records import ARRAYS, Record
from timeline.events.models import LABEL_LENGTH, TRANSLATED_LANGUAGES, Actor, Event, Source, Storyline, web_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from django.db.models import Model

LANGUAGES = tuple(code for code, _name in TRANSLATED_LANGUAGES)
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z", re.IGNORECASE)
SLUG_LENGTH = 80


class Fault(NamedTuple):
    """What is wrong, and where: array and record (its slug, or its number from 1 where it has none), and field."""

    where: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}{f', {self.field}' if self.field else ''}: {self.message}"


class DatasetError(Exception):
    """A file that cannot be loaded; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises DatasetError where it is no such thing."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise DatasetError([Fault(path.name, "", _("The file cannot be read: %s.") % fault.strerror)]) from fault
    except UnicodeDecodeError as fault:
        message = _("The file is not UTF-8 (byte %d); save it as UTF-8 and try again.") % fault.start
        raise DatasetError([Fault(path.name, "", message)]) from fault
    except json.JSONDecodeError as fault:
        message = _("This is not JSON: line %(line)d, column %(column)d: %(fault)s.") % {
            "line": fault.lineno,
            "column": fault.colno,
            "fault": fault.msg,
        }
        raise DatasetError([Fault(path.name, "", message)]) from fault
    except RecursionError as fault:
        raise DatasetError([Fault(path.name, "", _("The JSON is nested too deeply to be a dataset."))]) from fault
    if not isinstance(data, dict):
        raise DatasetError([Fault(path.name, "", _("The file must hold one JSON object with the arrays %s.") % ", ".join(ARRAYS))])
    return data


@dataclass
class Check:
    """One pass over a file. `known` are the slugs that a reference may name: those of the file and those already stored."""

    data: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    known: dict[str, set[str]] = field(default_factory=dict)
    where: str = ""

    def fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(self.where, name, message))

    # Values. Each returns the value, or None where it is missing or wrong (and then a fault has been noted).

    def text(self, record: Record, name: str, *, length: int | None = None, required: bool = False) -> str | None:
        value = record.get(name)
        if value is None or value == "":
            if required:
                self.fault(name, _("is missing"))
            return None
        if not isinstance(value, str):
            self.fault(name, _("must be a text, not %s") % type(value).__name__)
            return None
        if "\x00" in value:
            self.fault(name, _("holds a NUL character, which no database keeps"))
            return None
        if length and len(value) > length:
            self.fault(name, _("has %(n)d characters; at most %(most)d fit") % {"n": len(value), "most": length})
            return None
        return value

    def choice(self, record: Record, name: str, choices: Iterable[str], *, required: bool = False) -> None:
        value = self.text(record, name, required=required)
        options = list(choices)
        if value is not None and value not in options:
            self.fault(name, _("“%(value)s” is not one of: %(options)s") % {"value": value[:60], "options": ", ".join(options)})

    def edtf(self, record: Record, name: str, *, required: bool = False) -> FuzzyDate | None:
        value = self.text(record, name, required=required)
        if value is None:
            return None
        try:
            return FuzzyDate.from_edtf(value)
        except EdtfError as error:
            self.fault(name, str(error))
            return None

    def url(self, record: Record, name: str) -> None:
        value = self.text(record, name, length=1000)
        if value is None:
            return
        try:
            web_url(value)
        except ValidationError:
            self.fault(name, _("“%s” is not an http(s) address") % value[:80])

    def list_of(self, record: Record, name: str, kind: type) -> list[Any]:
        value = record.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, _("must be a list, not %s") % type(value).__name__)
            return []
        right = [one for one in value if isinstance(one, kind)]
        if len(right) < len(value):
            self.fault(name, _("must hold only %s") % {"str": _("texts"), "dict": _("objects")}[kind.__name__])
        return right

    def reference(self, record: Record, name: str, array: str, *, required: bool = True, within: str = "") -> None:
        shown = f"{within}.{name}" if within else name
        value = record.get(name)
        if value is None or value == "":
            if required:
                self.fault(shown, _("is missing"))
        elif not isinstance(value, str) or value not in self.known[array]:
            one = {"actors": _("actor"), "sources": _("source"), "storylines": _("storyline"), "events": _("event")}[array]
            self.fault(shown, _("there is no %(kind)s “%(slug)s”, in this file or on record") % {"kind": one, "slug": str(value)[:80]})

    def keys(self, record: Record, known: Iterable[str], within: str = "") -> None:
        for key in record.keys() - set(known):
            self.fault(f"{within}.{key}" if within else key, _("is not a field of this record; the fields are: %s") % ", ".join(known))

    # Records.

    def actor(self, record: Record) -> None:
        self.keys(record, ACTOR_KEYS)
        self.text(record, "name", length=200, required=True)
        self.choice(record, "kind", ActorKind.values, required=True)
        self.choice(record, "side", Side.values, required=True)
        self.reference(record, "member_of", "actors", required=False)
        self.text(record, "description")
        for name in ("name_ar", "name_fa", "name_ckb"):
            self.text(record, name, length=200)
        for alias, times in Counter(self.list_of(record, "aliases", str)).items():
            if times > 1:
                self.fault("aliases", _("“%s” is there twice") % alias[:80])
            self.text({"aliases": alias}, "aliases", length=200, required=True)
        for n, role in enumerate(self.list_of(record, "roles", dict), start=1):
            within = f"roles[{n}]"
            self.keys(role, ("title", "from", "to"), within)
            self.text({f"{within}.title": role.get("title")}, f"{within}.title", length=200, required=True)
            start = self.edtf({f"{within}.from": role.get("from")}, f"{within}.from")
            end = self.edtf({f"{within}.to": role.get("to")}, f"{within}.to")
            if start and end and start.earliest and end.latest and start.earliest > end.latest:
                self.fault(within, _("the office ends before it begins"))

    def source(self, record: Record) -> None:
        self.keys(record, SOURCE_KEYS)
        self.text(record, "title", length=400)
        self.text(record, "publisher", length=200, required=True)
        self.url(record, "url")
        self.url(record, "archived_url")
        self.edtf(record, "published_on")
        self.text(record, "language", length=12)
        self.choice(record, "kind", SourceKind.values)

    def storyline(self, record: Record) -> None:
        self.keys(record, STORYLINE_KEYS)
        self.text(record, "title", length=200, required=True)
        self.text(record, "description")
        for slug in self.list_of(record, "events", str):
            self.reference({"events": slug}, "events", "events")

    def event(self, record: Record) -> None:
        self.keys(record, EVENT_KEYS)
        self.text(record, "title", length=200, required=True)
        self.text(record, "label", length=LABEL_LENGTH)
        self.text(record, "summary")
        self.choice(record, "kind", EventKind.values, required=True)
        self.choice(record, "confidence", Confidence.values)
        self.choice(record, "status", Status.values)
        prominence = record.get("prominence")
        if prominence is not None and (isinstance(prominence, bool) or prominence not in (1, 2, 3)):
            self.fault("prominence", _("must be 1, 2 or 3"))
        self.date(record)
        self.text(record, "date_note")
        self.place(record)
        self.participants(record)
        self.citations(record)
        for n, said in enumerate(self.list_of(record, "statements", dict), start=1):
            within = f"statements[{n}]"
            self.keys(said, ("speaker", "text", "source"), within)
            self.reference(said, "speaker", "actors", within=within)
            self.reference(said, "source", "sources", within=within)
            self.text({f"{within}.text": said.get("text")}, f"{within}.text", required=True)
        storylines = self.list_of(record, "storylines", str)
        for slug in storylines:
            self.reference({"storylines": slug}, "storylines", "storylines")
        self.once("storylines", storylines)
        related = self.list_of(record, "related", dict)
        for n, one in enumerate(related, start=1):
            within = f"related[{n}]"
            self.keys(one, ("event", "relation"), within)
            self.reference(one, "event", "events", within=within)
            self.choice({f"{within}.relation": one.get("relation")}, f"{within}.relation", Relation.values, required=True)
            if one.get("event") == record.get("slug"):
                self.fault(within, _("an event is not related to itself"))
        self.once("related", [(str(one.get("event")), str(one.get("relation"))) for one in related])

    def once(self, name: str, values: Iterable[Any]) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                shown = value if isinstance(value, str) else " · ".join(value)
                self.fault(name, _("“%s” is there twice") % shown)

    def date(self, record: Record) -> None:
        anchor = None
        if (given := self.text(record, "date_anchor")) is not None:
            try:
                anchor = date.fromisoformat(given)
            except ValueError:
                self.fault("date_anchor", _("“%s” is not a day as YYYY-MM-DD") % given[:40])
        words = self.text(record, "date_text", length=200)
        stored = self.edtf(record, "date", required=words is None)
        if words and not record.get("date") and record.get("status") in (Status.PUBLISHED, Status.WITHDRAWN):
            # A draft may wait for a date that can be read; what is public cannot.
            reading = parse(words, anchor or date.today())  # noqa: DTZ011 (an editor's day)
            if reading.date is None:
                self.fault("date_text", reading.error or _("no date is found in “%s”") % words)
        if words and stored and anchor:
            reading = parse(words, anchor)
            if reading.date != stored:
                read = reading.date.edtf if reading.date else reading.error
                self.fault(
                    "date", _("“%(words)s” reads as %(read)s, not %(stored)s") % {"words": words, "read": read, "stored": stored.edtf}
                )

    def place(self, record: Record) -> None:
        place = record.get("place")
        if place is None:
            return
        if not isinstance(place, dict):
            self.fault("place", _("must be an object with name and country, or null"))
            return
        self.keys(place, ("name", "country"), "place")
        name = self.text({"place.name": place.get("name")}, "place.name", length=120)
        country = self.text({"place.country": place.get("country")}, "place.country", length=80)
        if name is None and country is None:
            self.fault("place", _("needs a name or a country"))

    def participants(self, record: Record) -> None:
        parts = self.list_of(record, "actors", dict)
        for n, part in enumerate(parts, start=1):
            within = f"actors[{n}]"
            self.keys(part, ("actor", "role"), within)
            self.reference(part, "actor", "actors", within=within)
            self.choice({f"{within}.role": part.get("role")}, f"{within}.role", Role.values, required=True)
        self.once("actors", [(str(part.get("actor")), str(part.get("role"))) for part in parts])

    def citations(self, record: Record) -> None:
        citations = self.list_of(record, "citations", dict)
        for n, citation in enumerate(citations, start=1):
            within = f"citations[{n}]"
            self.keys(citation, ("source", "supports", "locator"), within)
            self.reference(citation, "source", "sources", within=within)
            self.text({f"{within}.supports": citation.get("supports")}, f"{within}.supports", length=300)
            self.text({f"{within}.locator": citation.get("locator")}, f"{within}.locator", length=200)
        self.once("citations", [(str(citation.get("source")), str(citation.get("locator") or "")) for citation in citations])
        if record.get("status") == Status.PUBLISHED and ("citations" in record or record.get("slug") not in self.stored_events):
            slugs = {str(citation.get("source")) for citation in citations}
            if not slugs & self.with_address:
                self.fault("citations", _("a published event needs at least one citation of a source with an address"))

    with_address: set[str] = field(default_factory=set)
    stored_events: set[str] = field(default_factory=set)

    # The whole file.

    def translations(self) -> None:
        languages = self.data.get("translations", {})
        self.where = "translations"
        if not isinstance(languages, dict):
            self.fault("", _("must be an object with a language in each field"))
            return
        for language, kinds in languages.items():
            self.where = f"translations {language}"
            if language not in LANGUAGES:
                self.fault("", _("is not a language of this site; the languages are: %s") % ", ".join(LANGUAGES))
            elif not isinstance(kinds, dict):
                self.fault("", _("must be an object"))
            else:
                self.keys(kinds, TRANSLATED)
                for kind, fields in TRANSLATED.items():
                    self.translated(language, kind, kinds.get(kind, {}), fields)

    def translated(self, language: str, kind: str, texts: Any, lengths: dict[str, int | None]) -> None:
        self.where = f"translations {language} {kind}"
        if not isinstance(texts, dict):
            self.fault("", _("must be an object"))
            return
        for slug, values in texts.items():
            self.where = f"translations {language} {kind} {slug}"
            if kind == "places" and isinstance(values, str):
                self.text({"name": values}, "name", length=120)
                continue
            if not isinstance(values, dict):
                self.fault("", _("must be an object"))
                continue
            self.keys(values, [*lengths, "reviewed", *(["roles"] if kind == "actors" else [])])
            for name, length in lengths.items():
                self.text(values, name, length=length)
            if kind == "actors":
                for title in self.list_of(values, "roles", str):
                    self.text({"roles": title}, "roles", length=200)
            if kind != "places" and slug not in self.known[kind]:
                self.fault("", _("translates a record that is neither in this file nor on record"))

    def run(self) -> list[Fault]:
        self.where = _("the file")
        self.keys(self.data, [*ARRAYS, "translations"])
        arrays: dict[str, list[Any]] = {}
        for array, model in MODELS.items():
            rows = self.data.get(array, [])
            if not isinstance(rows, list):
                self.where = array
                self.fault("", _("must be a list"))
                rows = []
            arrays[array] = rows
            slugs = [row["slug"] for row in rows if isinstance(row, dict) and isinstance(row.get("slug"), str)]
            self.known[array] = {*slugs, *model._default_manager.values_list("slug", flat=True)}  # noqa: SLF001
            for slug, times in Counter(slugs).items():
                if times > 1:
                    self.where = f"{array} {slug}"
                    self.fault("slug", _("stands in %d records") % times)
        self.stored_events = set(Event.objects.values_list("slug", flat=True))
        self.with_address = set(Source.objects.exclude(url="").values_list("slug", flat=True)) | {
            str(row.get("slug")) for row in arrays["sources"] if isinstance(row, dict) and row.get("url")
        }
        for array, examine in self.examiners.items():
            for n, record in enumerate(arrays[array], start=1):
                self.where = f"{array} {n}"
                if not isinstance(record, dict):
                    self.fault("", _("must be an object"))
                    continue
                slug = self.text(record, "slug", length=SLUG_LENGTH, required=True)
                if slug is not None and not SLUG.match(slug):
                    self.fault("slug", _("“%s” may hold only letters, digits and single hyphens") % slug[:80])
                self.where = f"{array} {slug or n}"
                examine(record)
        self.addresses(arrays["sources"])
        self.circles(arrays["actors"])
        self.translations()
        return self.faults

    @property
    def examiners(self) -> dict[str, Callable[[Record], None]]:
        return {"actors": self.actor, "sources": self.source, "storylines": self.storyline, "events": self.event}

    def addresses(self, sources: list[Any]) -> None:
        """Two sources at one address are one source."""
        held = dict(Source.objects.exclude(url="").values_list("slug", "url"))
        held |= {
            row["slug"]: row["url"] for row in sources if isinstance(row, dict) and row.get("url") and isinstance(row.get("slug"), str)
        }
        owner: dict[str, str] = {}
        for slug, url in held.items():
            if url in owner:
                self.where = f"sources {slug}"
                self.fault("url", _("is also the address of the source “%s”") % owner[url])
            owner.setdefault(str(url), slug)

    def circles(self, actors: list[Any]) -> None:
        """Nobody belongs to themselves, however far round."""
        above = dict(Actor.objects.exclude(member_of=None).values_list("slug", "member_of__slug"))
        above |= {
            row["slug"]: row["member_of"]
            for row in actors
            if isinstance(row, dict) and isinstance(row.get("slug"), str) and "member_of" in row
        }
        for start in [row.get("slug") for row in actors if isinstance(row, dict)]:
            seen: set[str] = set()
            one: Any = start
            while isinstance(one, str) and one not in seen:
                seen.add(one)
                one = above.get(one)
            if one is not None and one == start:
                self.where = f"actors {start}"
                self.fault("member_of", _("makes the actor a member of itself"))


MODELS: dict[str, type[Model]] = {"actors": Actor, "sources": Source, "storylines": Storyline, "events": Event}
ACTOR_KEYS = ("slug", "name", "kind", "side", "member_of", "description", "aliases", "name_ar", "name_fa", "name_ckb", "roles")
SOURCE_KEYS = ("slug", "title", "publisher", "url", "archived_url", "published_on", "language", "kind")
STORYLINE_KEYS = ("slug", "title", "description", "events")
EVENT_KEYS = (
    *("slug", "title", "label", "prominence", "summary", "kind", "date", "date_text", "date_anchor", "date_note", "place"),
    *("actors", "citations", "statements", "confidence", "storylines", "related", "status"),
)
TRANSLATED: dict[str, dict[str, int | None]] = {
    "events": {"title": 200, "label": LABEL_LENGTH, "summary": None},
    "actors": {"name": 200, "description": None},
    "storylines": {"title": 200, "description": None},
    "places": {"name": 120},
}


def check(data: dict[str, Any]) -> list[Fault]:
    """All that is wrong with a dataset, in the order of the file; nothing where it can be loaded."""
    return Check(data).run()
