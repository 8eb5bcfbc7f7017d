"""The questions that can be put to what is stored, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from timeline.events.choices import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def is_published(path: str = "status") -> Exact:
    """The condition that an event is published, for queries that know which few events they want. Said so that no index can answer it:
    given the plain condition SQLite takes the index that begins with the status, and reads the whole record for a handful."""
    return Exact(Coalesce(path, Value("")), Status.PUBLISHED)


class Translatable(QuerySet):
    """Records whose texts may be had in other languages."""

    def in_language(self, language: str) -> Self:
        """With the texts of `language` at hand, for `text_of`: one more query, none for English."""
        if language == "en":
            return self
        translations: Any = self.model._meta.get_field("translations").related_model  # noqa: SLF001
        return self.prefetch_related(Prefetch("translations", translations.objects.filter(language=language), to_attr="in_language"))


class EventQuerySet(Translatable):
    def published(self) -> Self:
        """What the public may see. Every public page, file, feed and count starts here."""
        return self.filter(status=Status.PUBLISHED)

    def among(self, pks: Iterable[int]) -> Self:
        """What the public may see of these events."""
        return self.filter(is_published(), pk__in=pks)

    def overlapping(self, first: date | None, last: date | None) -> Self:
        """Events that *can* lie between two days, both included; None is open on that side."""
        found = self
        if first is not None:
            found = found.filter(Q(latest__isnull=True) | Q(latest__gte=first))
        if last is not None:
            found = found.filter(Q(earliest__isnull=True) | Q(earliest__lte=last))
        return found

    def involving(self, actors: Iterable[Any]) -> Self:
        """Events in which any of these actors (not their members) took part."""
        return self.filter(participations__actor__in=actors).distinct()

    def for_entries(self, language: str = "en") -> Self:
        """With all that a list entry, a chart row or a file line says: a constant number of queries."""
        from timeline.events.models import Participation

        return (
            self.select_related("place")
            .prefetch_related(
                Prefetch("participations", Participation.objects.select_related("actor").order_by("position", "pk")),
                "citations",
                "storyline_entries__storyline",
            )
            .in_language(language)
        )

    def with_everything(self, language: str = "en") -> Self:
        """With all that an event's own page says."""
        from timeline.events.models import Actor, ActorRole, Citation, Event, EventRelation, Participation, Statement, Storyline

        # Relations are only those to published events.
        public = Event.objects.in_language(language)
        offices = ActorRole.objects.in_language(language).order_by("position", "pk")
        actors = Actor.objects.in_language(language).prefetch_related(Prefetch("roles", offices))
        return (
            self.select_related("place")
            .prefetch_related(
                Prefetch("participations", Participation.objects.order_by("position", "pk")),
                Prefetch("participations__actor", actors),
                Prefetch("citations", Citation.objects.select_related("source").order_by("position", "pk")),
                Prefetch("statements", Statement.objects.select_related("source").order_by("position", "pk")),
                Prefetch("statements__speaker", Actor.objects.in_language(language)),
                Prefetch("relations", EventRelation.objects.filter(is_published("other__status")).order_by("position", "pk")),
                Prefetch("relations__other", public),
                Prefetch("relations_to_it", EventRelation.objects.filter(is_published("event__status")).order_by("event__mark_day", "pk")),
                Prefetch("relations_to_it__event", public),
                Prefetch("storylines", Storyline.objects.in_language(language)),
            )
            .in_language(language)
        )

    def update(self, **values: Any) -> int:
        """Django's, with the bounds of a date that is set (see `fields`). `bulk_update` comes here with expressions and brings its own."""
        from timeline.events.fields import bounds_of

        if "date" in values and not hasattr(values["date"], "resolve_expression"):
            values |= bounds_of(self.model, "date", values["date"])
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = set(fields)
        return super().bulk_update(objs, [*fields, *({"earliest", "latest", "mark_day"} - fields if "date" in fields else ())], batch_size)


class ActorQuerySet(Translatable):
    def public(self) -> Self:
        """Actors that took part in a published event, spoke in one, or have such a member: a draft's actors stay at the desk."""
        from timeline.events import index

        return self.filter(pk__in=index.current().public_actors)


class SourceQuerySet(QuerySet):
    def public(self) -> Self:
        """Sources on which something published rests."""
        from timeline.events.models import Event

        events = Event.objects.published()
        return self.filter(Q(pk__in=events.values("citations__source")) | Q(pk__in=events.values("statements__source")))


class StorylineQuerySet(Translatable):
    def public(self) -> Self:
        """Storylines with at least one published event."""
        from timeline.events.models import Event

        return self.filter(pk__in=Event.objects.published().values("storylines"))
