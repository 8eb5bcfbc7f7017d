"""Load a checked dataset: all of it or nothing, by slug, saying what was added, changed and left alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from timeline.dates import FuzzyDate, parse
from timeline.events.choices import Confidence, SourceKind, Status
from timeline.events.dataset.check import MODELS, DatasetError, check
from timeline.events.dataset.records import (
    ARRAYS,
    CHUNK,
    Record,
    actor_record,
    actors_with_records,
    event_record,
    events_with_records,
    source_record,
    storyline_record,
    storylines_with_records,
    translation_records,
)
from timeline.events.history import revision
from timeline.events.models import (
    LABEL_LENGTH,
    Actor,
    ActorAlias,
    ActorRole,
    ActorRoleTranslation,
    ActorTranslation,
    Citation,
    Event,
    EventRelation,
    EventTranslation,
    Participation,
    Place,
    PlaceName,
    Source,
    Statement,
    Storyline,
    StorylineEntry,
    StorylineTranslation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import Model, QuerySet


@dataclass
class Report:
    """What a load did: how many records of each array (and of `translations`) were added, changed and left alone."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[tuple[str, int, int, int]]:
        for array in (*ARRAYS, "translations"):
            counts = (self.added[array], self.changed[array], self.same[array])
            if any(counts):
                yield array, *counts


DEFAULTS: dict[str, Record] = {
    "actors": {"member_of": None, "description": "", "aliases": [], "name_ar": None, "name_fa": None, "roles": []},
    "sources": {"title": None, "url": None, "published_on": None, "language": "en", "kind": SourceKind.NEWS.value},
    "storylines": {"description": ""},
    "events": {
        "prominence": 1,
        "summary": "",
        "date_note": "",
        "place": None,
        "actors": [],
        "citations": [],
        "statements": [],
        "confidence": Confidence.CONFIRMED.value,
        "storylines": [],
        "related": [],
        "status": Status.DRAFT.value,
    },
}


STEP = 500
"""Records written at a time: about a third of a second, so that whoever waits sees it go on."""


def load(data: dict[str, Any], progress: Callable[[str, int, int], None] | None = None, *, reason: str = "") -> Report:
    """Write a dataset. Raises DatasetError, with every fault, before writing anything; a failure on the way undoes all of it.

    A record's missing keys leave what is stored, or take their defaults where the record is new. `progress` is called with the array,
    how many of its records are done and how many there are; as “joined” with the events whose participants, sources and words are
    written. It is one revision (or a part of the one under way), with the reason given.
    """
    faults = check(data)
    if faults:
        raise DatasetError(faults)
    report = Report()
    with revision(reason=reason or _("Loaded from a dataset file.")):
        Load(data, report, progress or (lambda *_: None)).run()
    return report


def label_of(title: str) -> str:
    """The chart's short title where none is given: as many whole words as fit."""
    if len(title) <= LABEL_LENGTH:
        return title
    return title[: LABEL_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def dated(record: Record) -> Record:
    """With the EDTF that the editor's words mean, where the record gives only the words (the file was checked, so they have a meaning)."""
    words = record.get("date_text")
    if record.get("date") or not words:
        return record
    anchor = date.fromisoformat(record["date_anchor"]) if record.get("date_anchor") else date.today()  # noqa: DTZ011 (an editor's day)
    reading = parse(words, anchor)
    return {**record, "date": reading.date.edtf if reading.date else None, "date_anchor": anchor.isoformat()}


@dataclass
class Load:
    data: dict[str, Any]
    report: Report
    progress: Callable[[str, int, int], None]
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def run(self) -> None:
        # Actors name actors, events name events and storylines may name both: first every record, then what joins them.
        self.each("actors", actors_with_records(), actor_record, self.write_actors)
        self.each("sources", Source.objects.all(), source_record, self.write_sources)
        self.each("storylines", storylines_with_records(), storyline_record, self.write_storylines)
        self.each("events", events_with_records(), event_record, self.write_events)
        self.translations()

    def each(
        self,
        array: str,
        stored: QuerySet[Any],
        to_record: Callable[[Any], Record],
        write: Callable[[list[tuple[Record, Any]]], Iterable[tuple[Record, Any]]],
    ) -> None:
        """Write what is new or different of one array, a chunk at a time, then the references of all that was written."""
        rows: list[Record] = self.data.get(array, [])
        model = MODELS[array]
        self.ids[array] = dict(model._default_manager.values_list("slug", "pk"))  # noqa: SLF001
        joined: list[tuple[Record, Any]] = []
        for n, chunk in enumerate(batched(rows, STEP, strict=False)):
            held = {one.slug: one for one in stored.filter(slug__in=[row["slug"] for row in chunk])}
            wanted = []
            for given in chunk:
                row = dated(given) if array == "events" else given
                one = held.get(row["slug"])
                was = to_record(one) if one else None
                now = self.complete(array, row, was)
                if now == was:
                    self.report.same[array] += 1
                    continue
                (self.report.changed if one else self.report.added)[array] += 1
                wanted.append((now, one))
            joined += write(wanted)
            self.progress(array, min((n + 1) * STEP, len(rows)), len(rows))
        self.join(array, joined)

    def complete(self, array: str, row: Record, was: Record | None) -> Record:
        """The record as it shall be: what the file says, on top of what is stored or the defaults, in the form that `records` gives."""
        base = was if was is not None else DEFAULTS[array]
        now = {**base, **row}
        if array == "events":
            if not now.get("label"):
                now["label"] = label_of(now["title"])
            now["storylines"] = sorted(now["storylines"] or [])
            now["date"] = FuzzyDate.from_edtf(now["date"]).edtf if now.get("date") else None
            now["citations"] = [
                {
                    "source": one["source"],
                    "supports": one.get("supports") or "",
                    **({"locator": one["locator"]} if one.get("locator") else {}),
                }
                for one in now["citations"] or []
            ]
            place = now["place"]
            now["place"] = {"name": place.get("name") or None, "country": place.get("country") or None} if place else None
        if array == "actors":
            now["roles"] = [
                {"title": one["title"], "from": one.get("from") or None, "to": one.get("to") or None} for one in now["roles"] or []
            ]
        for key, default in DEFAULTS[array].items():
            if now.get(key) in (None, ""):
                now[key] = default
        always = {*DEFAULTS[array], "date"} if array == "events" else DEFAULTS[array]
        return {key: value for key, value in now.items() if value not in (None, "") or key in always}

    # One array each: make or change the rows themselves, and return what has still to be joined to other records.

    def write_actors(self, wanted: list[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
        return self.write(
            Actor,
            wanted,
            lambda row: {
                **{key: row[key] for key in ("slug", "name", "kind", "side", "description")},
                **{key: row.get(key) or "" for key in ("name_ar", "name_fa", "name_ckb")},
            },
        )

    def write_sources(self, wanted: list[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
        return self.write(
            Source,
            wanted,
            lambda row: {
                **{key: row[key] for key in ("slug", "publisher", "language", "kind", "published_on")},
                **{key: row.get(key) or "" for key in ("title", "url", "archived_url")},
            },
        )

    def write_storylines(self, wanted: list[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
        return self.write(Storyline, wanted, lambda row: {key: row[key] for key in ("slug", "title", "description")})

    def write_events(self, wanted: list[tuple[Record, Any]]) -> list[tuple[Record, Any]]:
        for row, _one in wanted:
            if row["place"]:
                self.place(row["place"]["name"] or "", row["place"]["country"] or "")
        same = ("slug", "title", "label", "prominence", "summary", "kind", "date", "date_note", "confidence", "status")
        return self.write(
            Event,
            wanted,
            lambda row: {
                **{key: row[key] for key in same},
                "date_text": row.get("date_text") or "",
                "date_anchor": date.fromisoformat(row["date_anchor"]) if row.get("date_anchor") else None,
                "place_id": self.places[row["place"]["name"] or "", row["place"]["country"] or ""] if row["place"] else None,
            },
        )

    def write(self, model: type[Model], wanted: list[tuple[Record, Any]], values: Callable[[Record], Record]) -> list[tuple[Record, Any]]:
        new = [(row, model(**values(row))) for row, one in wanted if one is None]
        model._default_manager.bulk_create([one for _row, one in new], batch_size=CHUNK)  # noqa: SLF001
        self.ids[self.array_of(model)].update({row["slug"]: one.pk for row, one in new})
        old = [(row, one) for row, one in wanted if one is not None]
        for row, one in old:
            for name, value in values(row).items():
                setattr(one, name, value)
            one.save()
        return new + old

    @staticmethod
    def array_of(model: type[Model]) -> str:
        return next(array for array, held in MODELS.items() if held is model)

    def place(self, name: str, country: str) -> None:
        if not self.places:
            self.places.update({(one.name, one.country): one.pk for one in Place.objects.all()})
        if (name, country) in self.places:
            return
        stem = (slugify(name) or slugify(country) or "place")[:70]
        slug, n = stem, 1
        while Place.objects.filter(slug=slug).exists():
            n += 1
            slug = f"{stem}-{n}"
        self.places[name, country] = Place.objects.create(slug=slug, name=name, country=country).pk

    # What joins records to others.

    def join(self, array: str, written: list[tuple[Record, Any]]) -> None:
        if array == "actors":
            self.join_actors(written)
        elif array == "storylines":
            pass  # their own order of events waits until the events are there
        elif array == "events":
            for n, chunk in enumerate(batched(written, STEP, strict=False)):
                self.join_events(list(chunk))
                self.progress("joined", min((n + 1) * STEP, len(written)), len(written))
            self.order_storylines()

    def join_actors(self, written: list[tuple[Record, Any]]) -> None:
        ids = self.ids["actors"]
        for row, actor in written:
            actor.member_of_id = ids[row["member_of"]] if row["member_of"] else None
        Actor.objects.bulk_update([actor for _row, actor in written], ["member_of"], batch_size=CHUNK)
        pks = [actor.pk for _row, actor in written]
        ActorAlias.objects.filter(actor__in=pks).delete()
        ActorAlias.objects.bulk_create(
            ActorAlias(actor_id=actor.pk, name=name, position=n) for row, actor in written for n, name in enumerate(row["aliases"])
        )
        self.keep_offices(written)

    def keep_offices(self, written: list[tuple[Record, Any]]) -> None:
        """Offices stay where they stand, so that their translations stay with them."""
        held: dict[tuple[int, int], ActorRole] = {
            (role.actor_id, role.position): role for role in ActorRole.objects.filter(actor__in=[actor.pk for _row, actor in written])
        }
        for row, actor in written:
            for n, office in enumerate(row["roles"]):
                role = held.pop((actor.pk, n), None) or ActorRole(actor=actor, position=n)
                if role.pk and role.title != office["title"]:
                    role.translations.all().delete()
                role.title, role.start, role.end = office["title"], office["from"], office["to"]
                role.save()
        ActorRole.objects.filter(pk__in=[role.pk for role in held.values()]).delete()

    def join_events(self, written: list[tuple[Record, Any]]) -> None:
        actors, sources, storylines, events = (self.ids[array] for array in ARRAYS)
        pks = [event.pk for _row, event in written]
        for model in (Participation, Citation, Statement, EventRelation):
            model._default_manager.filter(event__in=pks).delete()  # noqa: SLF001
        Participation.objects.bulk_create(
            Participation(event_id=event.pk, actor_id=actors[part["actor"]], role=part["role"], position=n)
            for row, event in written
            for n, part in enumerate(row["actors"])
        )
        Citation.objects.bulk_create(
            Citation(
                event_id=event.pk, source_id=sources[one["source"]], supports=one["supports"], locator=one.get("locator", ""), position=n
            )
            for row, event in written
            for n, one in enumerate(row["citations"])
        )
        Statement.objects.bulk_create(
            Statement(
                event_id=event.pk, speaker_id=actors[said["speaker"]], text=said["text"], source_id=sources[said["source"]], position=n
            )
            for row, event in written
            for n, said in enumerate(row["statements"])
        )
        EventRelation.objects.bulk_create(
            EventRelation(event_id=event.pk, other_id=events[one["event"]], relation=one["relation"], position=n)
            for row, event in written
            for n, one in enumerate(row["related"])
        )
        held: dict[int, set[int]] = {}
        for event_id, storyline_id in StorylineEntry.objects.filter(event__in=pks).values_list("event", "storyline"):
            held.setdefault(event_id, set()).add(storyline_id)
        for row, event in written:
            wanted = {storylines[slug] for slug in row["storylines"]}
            gone = held.get(event.pk, set()) - wanted
            if gone:
                StorylineEntry.objects.filter(event=event, storyline__in=gone).delete()
        StorylineEntry.objects.bulk_create(
            StorylineEntry(event_id=event.pk, storyline_id=storyline)
            for row, event in written
            for storyline in sorted({storylines[slug] for slug in row["storylines"]} - held.get(event.pk, set()))
        )

    def order_storylines(self) -> None:
        for row in self.data.get("storylines", []):
            if "events" not in row:
                continue
            place = {slug: n for n, slug in enumerate(row["events"] or [], start=1)}
            entries = list(StorylineEntry.objects.filter(storyline__slug=row["slug"]).select_related("event"))
            for entry in entries:
                entry.position = place.get(entry.event.slug)
            StorylineEntry.objects.bulk_update(entries, ["position"])

    # Texts in other languages.

    def translations(self) -> None:
        given = self.data.get("translations", {})
        total = sum(len(texts) for kinds in given.values() for texts in kinds.values())
        done = 0
        for language, kinds in given.items():
            held = translation_records(language)
            for kind, texts in kinds.items():
                wanted = {}
                for slug, values in texts.items():
                    was = held.get(kind, {}).get(slug)
                    now = complete_translation(kind, values, was)
                    if now == was:
                        self.report.same["translations"] += 1
                        continue
                    (self.report.changed if was is not None else self.report.added)["translations"] += 1
                    wanted[slug] = now
                for chunk in batched(wanted.items(), CHUNK, strict=False):
                    self.translate(language, kind, dict(chunk))
                done += len(texts)
                self.progress("translations", done, total)

    def translate(self, language: str, kind: str, texts: dict[str, Any]) -> None:
        """Write these texts of one kind in place of the ones that are there."""
        if kind == "places":
            PlaceName.objects.filter(language=language, english__in=texts).delete()
            PlaceName.objects.bulk_create(
                PlaceName(english=english, language=language, name=now["name"], reviewed=now["reviewed"])
                for english, now in (
                    (english, now if isinstance(now, dict) else {"name": now, "reviewed": False}) for english, now in texts.items()
                )
            )
            return
        model: Any
        model, owner = {
            "events": (EventTranslation, "event_id"),
            "actors": (ActorTranslation, "actor_id"),
            "storylines": (StorylineTranslation, "storyline_id"),
        }[kind]
        owners = {self.ids[kind][slug]: now for slug, now in texts.items()}
        model.objects.filter(**{"language": language, f"{owner}__in": owners}).delete()
        model.objects.bulk_create(
            model(
                **{owner: pk},
                language=language,
                reviewed=bool(now.get("reviewed")),
                **{name: now[name] for name in TEXTS[kind] if name != "roles"},
            )
            for pk, now in owners.items()
        )
        if kind == "actors":
            self.translate_offices(language, owners)

    @staticmethod
    def translate_offices(language: str, owners: dict[int, Any]) -> None:
        ActorRoleTranslation.objects.filter(role__actor__in=owners, language=language).delete()
        titles = {(pk, n): title for pk, now in owners.items() for n, title in enumerate(now["roles"])}
        ActorRoleTranslation.objects.bulk_create(
            ActorRoleTranslation(role=role, language=language, title=title, reviewed=bool(owners[role.actor_id].get("reviewed")))
            for role in ActorRole.objects.filter(actor__in=owners).order_by("pk")
            if (title := titles.get((role.actor_id, role.position)))
        )


TEXTS = {"events": ("title", "label", "summary"), "actors": ("name", "description", "roles"), "storylines": ("title", "description")}


def complete_translation(kind: str, values: Any, was: Any) -> Any:
    """The texts as they shall be: the file's, on top of what is stored, in the form that `translation_records` gives."""
    if kind == "places":
        if isinstance(values, str):
            return values
        return {"name": values.get("name", ""), "reviewed": True} if values.get("reviewed") else values.get("name", "")
    base = was or {name: [] if name == "roles" else "" for name in TEXTS[kind]}
    now = {name: values.get(name) or base[name] for name in TEXTS[kind]}
    return {**now, "reviewed": True} if values.get("reviewed", base.get("reviewed")) else now
