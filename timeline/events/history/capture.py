"""Turning what was touched into versions, at the end of each act."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from timeline.events.choices import Status
from timeline.events.history.models import FormerSlug, How, Kind, Revision, Touched, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from timeline.events.dataset.records import Record

CHUNK = 500


class ReasonMissingError(Exception):
    """Something published would change without a word on why. Raised when the revision ends, and undoes it."""

    def __init__(self, title: str) -> None:
        super().__init__(_("“%s” is published: say why it is changed.") % title)


@dataclass
class Draft:
    """A revision on its way. It is put on record with the first version that it makes; one that changes nothing leaves no trace.

    `may_be_silent`: for what has nobody to ask. Whatever a person does to something published needs a reason.
    """

    by: Any = None
    how: str = How.COMMAND
    reason: str = ""
    undoes: Revision | None = None
    may_be_silent: bool = False
    saved: Revision | None = None
    made: int = 0
    checks: list[Any] = field(default_factory=list)
    """Called with each version that is about to be made (kind, what it was, what it is); what they raise undoes the act."""
    progress: Callable[[str, int], None] | None = None
    """Told from time to time how many versions are made, where somebody waits for many."""

    def revision(self) -> Revision:
        if self.saved is None:
            self.saved = Revision.objects.create(
                by=self.by,
                by_name=self.by.get_username() if self.by else "",
                how=self.how,
                reason=self.reason.strip()[:500],
                undoes=self.undoes,
            )
        return self.saved


_now: ContextVar[Draft | None] = ContextVar("revision", default=None)


def current_revision() -> Draft | None:
    """The act under way, for whoever learns a reason only on the way."""
    return _now.get()


@contextmanager
def revision(by: Any = None, how: str = How.COMMAND, reason: str = "", **options: Any) -> Iterator[Draft]:
    """All that is written inside is one act: all of it or nothing, with a version of each record that is different afterwards.

    Inside another revision it is a part of that one.
    """
    outer = _now.get()
    if outer is not None:
        outer.reason = outer.reason or reason
        with transaction.atomic():
            yield outer
        return
    draft = Draft(by=by, how=how, reason=reason, **options)
    with transaction.atomic():
        catch_up()
        token = _now.set(draft)
        try:
            yield draft
            capture(draft)
        finally:
            _now.reset(token)


def catch_up() -> None:
    """Put down what was written outside any revision, so that the next one does not answer for it."""
    if _now.get() is None and Touched.objects.exists():
        with transaction.atomic():
            capture(Draft(how=How.OUTSIDE, may_be_silent=True))


def capture(draft: Draft) -> int:
    """Versions of all that was touched and is different; how many. Bounded memory, whatever the number."""
    before = draft.made
    while notes := list(Touched.objects.order_by("pk")[:CHUNK]):
        touched: dict[str, list[int]] = defaultdict(list)
        for note in notes:
            touched[note.kind].append(note.record)
        for kind, pks in touched.items():
            _capture(draft, kind, pks)
        if draft.progress:
            draft.progress("versions", draft.made)
        Touched.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return draft.made - before


def last_versions(kind: str, pks: list[int]) -> dict[int, Version]:
    newest = Version.objects.filter(kind=kind, record__in=pks).order_by().values("record").annotate(newest=Max("pk")).values("newest")
    return {one.record: one for one in Version.objects.filter(pk__in=newest)}


def _capture(draft: Draft, kind: str, pks: list[int]) -> None:
    from timeline.events.history.states import digest, states

    now, was = states(kind, pks), last_versions(kind, pks)
    made = []
    for pk in pks:
        state, last = now.get(pk), was.get(pk)
        before = last.state if last else None
        if state == before:
            continue
        if state is None and last is None:
            continue
        for check in draft.checks:
            check(kind, before, state)
        if before and before.get("status") == Status.PUBLISHED and not draft.reason.strip() and not draft.may_be_silent:
            raise ReasonMissingError(str(before["title"]))
        slug = state["slug"] if state else before["slug"]  # type: ignore[index]
        if state and before and before["slug"] != slug:
            _keep_address(kind, before["slug"], pk)
        made.append(
            Version(
                revision=draft.revision(),
                kind=kind,
                record=pk,
                slug=slug,
                state=state,
                digest=digest(state),
                changed=changed_keys(before, state),
                previous=last,
            )
        )
    Version.objects.bulk_create(made, batch_size=CHUNK)
    draft.made += len(made)


def changed_keys(was: Record | None, now: Record | None) -> list[str]:
    """The keys of a state that differ; none for a record that is new or gone."""
    if was is None or now is None:
        return []
    return [key for key in {**now, **was} if was.get(key) != now.get(key)]


def _keep_address(kind: str, slug: str, pk: int) -> None:
    FormerSlug.objects.update_or_create(kind=kind, slug=slug, defaults={"record": pk})


def token(record: Model) -> str:
    """What a form carries to know, when it is saved, whether the record is still the one that was opened.

    A version of that state is on record, so that a form can say later what it was.
    """
    from timeline.events.history.states import digest, kind_of, state_of

    kind = kind_of(type(record))
    assert kind is not None  # noqa: S101 (only records with versions have forms with tokens)
    catch_up()
    mark = digest(state_of(record))
    last = Version.objects.filter(kind=kind, record=record.pk).order_by("-pk").values_list("digest", flat=True).first()
    if last != mark and current_revision() is None:
        # A record that it names has another slug now, or it is older than its history.
        Touched.objects.get_or_create(kind=kind, record=record.pk)
        catch_up()
    return mark


def address_now(kind: Kind | str, slug: str) -> str | None:
    """Where a former address leads: the slug that the record has now, None where there is no such record."""
    from timeline.events.history.states import MODELS

    former = FormerSlug.objects.filter(kind=kind, slug=slug).values_list("record", flat=True).first()
    if former is None:
        return None
    return MODELS[kind]._default_manager.filter(pk=former).values_list("slug", flat=True).first()  # noqa: SLF001
