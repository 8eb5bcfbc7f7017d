"""Going back: a record to any of its versions, or everything that a revision did. Both are acts with versions of their own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from timeline.events.choices import Status
from timeline.events.dataset.check import DatasetError
from timeline.events.dataset.load import load
from timeline.events.dataset.records import ARRAYS, Record
from timeline.events.history.capture import address_now, last_versions, revision
from timeline.events.history.models import How, Kind, Revision, Version
from timeline.events.history.states import ARRAY_OF, MODELS
from timeline.events.models import ActorTranslation, EventTranslation, StorylineTranslation

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a state does not say because it is empty, said: a load leaves alone what a record does not mention.
EMPTY: dict[str, Record] = {
    "events": {"date_text": None, "date_anchor": None},
    "actors": {"name_ckb": None},
    "sources": {"archived_url": None},
    "storylines": {"events": []},
}
TRANSLATIONS = {
    "events": (EventTranslation, "event"),
    "actors": (ActorTranslation, "actor"),
    "storylines": (StorylineTranslation, "storyline"),
}


class CannotGoBackError(Exception):
    """Why a version cannot be had back; one sentence, or several lines of them."""


def restore(version: Version, by: Any, reason: str) -> Revision | None:
    """Make a record again what it was in `version`, all but its address and its status; None where it is so already.

    A deleted record comes back with its old address, an event as a draft.
    """
    if version.state is None:
        raise CannotGoBackError(_("In this version the record was deleted; there is nothing to go back to."))
    with revision(by=by, how=How.RESTORE, reason=reason) as draft:
        held = MODELS[version.kind]._default_manager.filter(pk=version.record).first()  # noqa: SLF001
        state = dict(version.state)
        if held is not None:
            state["slug"] = held.slug  # type: ignore[attr-defined]
        if version.kind == Kind.EVENT:
            state["status"] = held.status if held is not None else Status.DRAFT.value  # type: ignore[attr-defined]
        write([(version.kind, version.record, state)])
    return draft.saved


def undo(act: Revision, by: Any, reason: str) -> Revision | None:
    """Take back everything that a revision did: all of it or nothing. Raises CannotGoBackError where something was changed again since."""
    versions = list(act.versions.select_related("previous").order_by("pk"))
    by_kind: dict[str, list[int]] = defaultdict(list)
    for one in versions:
        by_kind[one.kind].append(one.record)
    latest = {(kind, pk): last.pk for kind, pks in by_kind.items() for pk, last in last_versions(kind, pks).items()}
    later = [one for one in versions if latest[one.kind, one.record] != one.pk]
    if later:
        names = ", ".join(f"“{one.title}”" for one in later[:5])
        raise CannotGoBackError(_("Changed again since, so that undoing would lose it: %s. Go back on each of these by itself.") % names)
    with revision(by=by, how=How.UNDO, reason=reason or _("Undoes revision %d.") % act.pk, undoes=act) as draft:
        write([(one.kind, one.record, dict(one.previous.state)) for one in versions if one.previous and one.previous.state])
        made = defaultdict(list)
        for one in versions:
            if one.previous is None or one.previous.state is None:
                made[one.kind].append(one.record)
        # Events first: they hold on to actors and sources.
        for kind in (Kind.EVENT, Kind.STORYLINE, Kind.SOURCE, Kind.ACTOR):
            try:
                MODELS[kind]._default_manager.filter(pk__in=made[kind]).delete()  # noqa: SLF001
            except ProtectedError as fault:
                name = next(iter(fault.protected_objects), "")
                raise CannotGoBackError(_("Something that this revision added is used by now: %s.") % name) from fault
    return draft.saved


def write(states: Iterable[tuple[str, int, Record]]) -> None:
    """Give records these states; one that is gone comes back with its id, and so with its history."""
    data: dict[str, Any] = {array: [] for array in ARRAYS}
    texts: dict[str, Any] = defaultdict(lambda: defaultdict(dict))
    states = list(states)
    coming = {(kind, state["slug"]) for kind, _pk, state in states}
    for kind, pk, held in states:
        array, model = ARRAY_OF[Kind(kind)], MODELS[kind]
        state = EMPTY[array] | held
        translations = state.pop("translations", {})
        if not model._default_manager.filter(pk=pk).exists():  # noqa: SLF001
            _place(kind, pk, state)
        elif model._default_manager.filter(pk=pk).exclude(slug=state["slug"]).exists():  # noqa: SLF001
            model._default_manager.filter(pk=pk).update(slug=state["slug"])  # noqa: SLF001
        data[array].append(_resolved(state, coming))
        if array in TRANSLATIONS:
            table, owner = TRANSLATIONS[array]
            table._default_manager.filter(**{owner: pk}).exclude(language__in=translations).delete()  # noqa: SLF001
            for language, said in translations.items():
                texts[language][array][state["slug"]] = said
    if texts:
        data["translations"] = {language: dict(kinds) for language, kinds in texts.items()}
    try:
        load(data)
    except DatasetError as error:
        raise CannotGoBackError("\n".join(str(fault) for fault in error.faults[:5])) from error


def _place(kind: str, pk: int, state: Record) -> None:
    """An almost empty row with the id of the record that is gone, for the load to fill."""
    model = MODELS[kind]
    if model._default_manager.filter(slug=state["slug"]).exists():  # noqa: SLF001
        raise CannotGoBackError(_("Its address “%s” belongs to another record by now.") % state["slug"])
    needed = {
        Kind.EVENT: ("slug", "title", "label", "kind", "date", "status"),
        Kind.ACTOR: ("slug", "name", "kind", "side"),
        Kind.SOURCE: ("slug", "publisher"),
        Kind.STORYLINE: ("slug", "title"),
    }[Kind(kind)]
    model(pk=pk, **{key: state[key] for key in needed}).save(force_insert=True)


def _resolved(state: Record, coming: set[tuple[str, str]]) -> Record:
    """With today's addresses of what it names, but for what comes back together with it."""
    now = dict(state)
    known: dict[tuple[str, str], str] = {(str(kind), held): held for kind, held in coming}

    def slug(kind: Kind, held: str) -> str:
        if (kind.value, held) not in known:
            there = MODELS[kind]._default_manager.filter(slug=held).exists()  # noqa: SLF001
            known[kind.value, held] = held if there else address_now(kind, held) or held
        return known[kind.value, held]

    if now.get("member_of"):
        now["member_of"] = slug(Kind.ACTOR, now["member_of"])
    if isinstance(now.get("actors"), list):
        now["actors"] = [one | {"actor": slug(Kind.ACTOR, one["actor"])} for one in now["actors"]]
        now["citations"] = [one | {"source": slug(Kind.SOURCE, one["source"])} for one in now["citations"]]
        now["statements"] = [
            one | {"speaker": slug(Kind.ACTOR, one["speaker"]), "source": slug(Kind.SOURCE, one["source"])} for one in now["statements"]
        ]
        now["storylines"] = [slug(Kind.STORYLINE, one) for one in now["storylines"]]
        now["related"] = [one | {"event": slug(Kind.EVENT, one["event"])} for one in now["related"]]
    if now.get("events"):
        now["events"] = [slug(Kind.EVENT, one) for one in now["events"]]
    return now
