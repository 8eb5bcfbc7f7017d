"""What is different between two states, in words that an editor can check at a glance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.dates import EdtfError, FuzzyDate, show
from timeline.events.choices import ActorKind, Confidence, EventKind, Relation, Role, Side, SourceKind, Status
from timeline.events.models import TRANSLATED_LANGUAGES, Actor, Event, Source, Storyline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events.dataset.records import Record

LABELS = {
    "slug": gettext_lazy("address"),
    "title": gettext_lazy("title"),
    "name": gettext_lazy("name"),
    "label": gettext_lazy("label"),
    "prominence": gettext_lazy("prominence"),
    "summary": gettext_lazy("summary"),
    "description": gettext_lazy("description"),
    "kind": gettext_lazy("kind"),
    "side": gettext_lazy("side"),
    "member_of": gettext_lazy("member of"),
    "aliases": gettext_lazy("other spellings"),
    "roles": gettext_lazy("offices"),
    "name_ar": gettext_lazy("Arabic name"),
    "name_fa": gettext_lazy("Persian name"),
    "name_ckb": gettext_lazy("Kurdish name"),
    "date": gettext_lazy("date"),
    "date_text": gettext_lazy("date, as the source gives it"),
    "date_anchor": gettext_lazy("read against"),
    "date_note": gettext_lazy("how the date is known"),
    "place": gettext_lazy("place"),
    "actors": gettext_lazy("participants"),
    "citations": gettext_lazy("sources"),
    "statements": gettext_lazy("statements"),
    "confidence": gettext_lazy("confidence"),
    "storylines": gettext_lazy("storylines"),
    "related": gettext_lazy("related events"),
    "events": gettext_lazy("order of its events"),
    "status": gettext_lazy("status"),
    "publisher": gettext_lazy("publisher"),
    "url": gettext_lazy("address"),
    "archived_url": gettext_lazy("archived copy"),
    "published_on": gettext_lazy("published on"),
    "language": gettext_lazy("language"),
    "translations": gettext_lazy("translations"),
}
CHOICES: dict[str, Any] = {"confidence": Confidence, "status": Status, "side": Side}
LISTS = ("aliases", "roles", "actors", "citations", "statements", "storylines", "related", "events", "translations")


def label(key: str) -> str:
    """The name of a key, for people."""
    return force_str(LABELS.get(key, key))


@dataclass(frozen=True)
class Change:
    """One key that differs.

    `was` and `now` for a single value; `removed` and `added` (items in words) for a list; `moved` where only its order is new.
    """

    key: str
    label: str
    was: str = ""
    now: str = ""
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    moved: bool = False

    @property
    def sentence(self) -> str:
        if self.moved:
            return _("%(what)s: in another order") % {"what": self.label}
        if self.removed or self.added:
            parts = [*(_("− %s") % one for one in self.removed), *(_("+ %s") % one for one in self.added)]
            return f"{self.label}: {'; '.join(parts)}"
        return _("%(what)s: %(was)s → %(now)s") % {"what": self.label, "was": self.was or _("nothing"), "now": self.now or _("nothing")}


class Names:
    """The names behind the slugs of some states: four queries for any number of them, and the slug itself for what is gone."""

    def __init__(self, states: Iterable[Record | None]) -> None:
        wanted: dict[str, set[str]] = {"actor": set(), "source": set(), "storyline": set(), "event": set()}
        for state in states:
            if not state:
                continue
            wanted["actor"].update(part["actor"] for part in state.get("actors", ()))
            wanted["actor"].update(said["speaker"] for said in state.get("statements", ()))
            wanted["actor"].update([state["member_of"]] if state.get("member_of") else ())
            wanted["source"].update(one["source"] for one in (*state.get("citations", ()), *state.get("statements", ())))
            wanted["storyline"].update(state.get("storylines", ()))
            wanted["event"].update(one["event"] for one in state.get("related", ()))
            wanted["event"].update(state.get("events", ()))
        self.of: dict[str, dict[str, str]] = {
            "actor": dict(Actor.objects.filter(slug__in=wanted["actor"]).values_list("slug", "name")),
            "source": {one.slug: str(one) for one in Source.objects.filter(slug__in=wanted["source"])},
            "storyline": dict(Storyline.objects.filter(slug__in=wanted["storyline"]).values_list("slug", "title")),
            "event": dict(Event.objects.filter(slug__in=wanted["event"]).values_list("slug", "title")),
        }

    def __call__(self, kind: str, slug: str) -> str:
        return self.of[kind].get(slug, slug)


def differences(was: Record | None, now: Record | None, names: Names | None = None) -> list[Change]:
    """What differs between two states of one record, in the order of the record. Nothing where either is not there."""
    if was is None or now is None:
        return []
    names = names or Names([was, now])
    found = []
    # PostgreSQL keeps the keys of a state in an order of its own.
    ranks = {key: rank for rank, key in enumerate(LABELS)}
    for key in sorted({**now, **was}, key=lambda key: ranks.get(key, len(ranks))):
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        if key in LISTS:
            gone, come = Counter(items(key, before, names)), Counter(items(key, after, names))
            removed, added = tuple((gone - come).elements()), tuple((come - gone).elements())
            if removed or added:
                found.append(Change(key, label(key), removed=removed, added=added))
            elif before and after:
                found.append(Change(key, label(key), moved=True))
        else:
            found.append(Change(key, label(key), value(key, before, now, names), value(key, after, now, names)))
    return found


def value(key: str, held: Any, state: Record, names: Names) -> str:
    """A single value in words."""
    if held in (None, ""):
        return ""
    match key:
        case "date" | "published_on":
            try:
                return show(FuzzyDate.from_edtf(held))
            except EdtfError:
                return str(held)
        case "kind":
            choices = EventKind if "actors" in state else ActorKind if "side" in state else SourceKind
            return force_str(dict(choices.choices).get(held, held))
        case "member_of":
            return names("actor", held)
        case "place":
            return ", ".join(filter(None, [held.get("name"), held.get("country")]))
        case _ if key in CHOICES:
            return force_str(dict(CHOICES[key].choices).get(held, held))
        case _:
            return f"“{held}”" if isinstance(held, str) else str(held)


def items(key: str, held: Any, names: Names) -> list[str]:
    """The items of a list, each in words."""
    held = held or []
    match key:
        case "actors":
            return [f"{names('actor', one['actor'])} ({force_str(dict(Role.choices).get(one['role'], one['role']))})" for one in held]
        case "citations":
            more = [" · ".join(filter(None, [one.get("supports"), one.get("locator")])) for one in held]
            return [f"{names('source', one['source'])}{f' ({said})' if said else ''}" for one, said in zip(held, more, strict=True)]
        case "statements":
            return [f"{names('actor', one['speaker'])}: “{one['text']}” ({names('source', one['source'])})" for one in held]
        case "storylines":
            return [names("storyline", one) for one in held]
        case "related":
            return [
                f"{force_str(dict(Relation.choices).get(one['relation'], one['relation']))}: {names('event', one['event'])}" for one in held
            ]
        case "events":
            return [names("event", one) for one in held]
        case "roles":
            return [f"{one['title']} ({one['from'] or '…'} – {one['to'] or '…'})" for one in held]
        case "translations":
            languages = {code: force_str(name) for code, name in TRANSLATED_LANGUAGES}
            return [
                f"{languages.get(language, language)}, {label(name)}: “{text if isinstance(text, str) else ' · '.join(text)}”"
                if name != "reviewed"
                else f"{languages.get(language, language)}: {_('read by a native editor')}"
                for language, texts in (held or {}).items()
                for name, text in texts.items()
                if text
            ]
        case _:
            return [str(one) for one in held]
