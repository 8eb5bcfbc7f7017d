"""Two records that are one: everything that rests on the one goes over to the other, and nothing that was cited or said is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from timeline.events.history import revision
from timeline.events.history.models import FormerSlug, How, Kind
from timeline.events.models import Actor, ActorAlias, ActorRole, ActorTranslation, Citation, Participation, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable


class CannotMergeError(Exception):
    """Why records are not merged, in a sentence."""


def merge_actors(kept: Actor, others: Iterable[Actor], by: Any, reason: str) -> None:
    """Make `others` one with `kept`: their parts, words, members, names and offices are its own, and their addresses lead to it."""
    with revision(by=by, how=How.MERGE, reason=reason):
        for other in others:
            _not_itself(kept, other)
            held = set(Participation.objects.filter(actor=kept).values_list("event", "role"))
            for part in Participation.objects.filter(actor=other):
                if (part.event_id, part.role) in held:
                    part.delete()
                else:
                    Participation.objects.filter(pk=part.pk).update(actor=kept)
            Statement.objects.filter(speaker=other).update(speaker=kept)
            if kept.member_of_id == other.pk:
                kept.member_of = other.member_of if other.member_of_id != kept.pk else None
            Actor.objects.filter(member_of=other).exclude(pk=kept.pk).update(member_of=kept)
            _names(kept, other)
            _offices(kept, other)
            for text in ActorTranslation.objects.filter(actor=other).exclude(language__in=kept.translations.values("language")):
                ActorTranslation.objects.filter(pk=text.pk).update(actor=kept)
            _leads_to(Kind.ACTOR, other, kept)
            other.delete()
        kept.save()


def merge_sources(kept: Source, others: Iterable[Source], by: Any, reason: str) -> None:
    """Make `others` one with `kept`. Where an event cites both at the same place, what both support stands in one citation."""
    with revision(by=by, how=How.MERGE, reason=reason):
        for other in others:
            _not_itself(kept, other)
            held = {(one.event_id, one.locator): one for one in Citation.objects.filter(source=kept)}
            for citation in Citation.objects.filter(source=other).order_by("position", "pk"):
                twin = held.get((citation.event_id, citation.locator))
                if twin is None:
                    Citation.objects.filter(pk=citation.pk).update(source=kept)
                    continue
                said = [text for text in (twin.supports, citation.supports) if text]
                twin.supports = "; ".join(dict.fromkeys(said))[:300]
                twin.save()
                citation.delete()
            Statement.objects.filter(source=other).update(source=kept)
            for name in ("title", "url", "archived_url"):
                if not getattr(kept, name) and getattr(other, name):
                    setattr(kept, name, getattr(other, name))
            kept.published_on = kept.published_on or other.published_on
            _leads_to(Kind.SOURCE, other, kept)
            other.delete()
        kept.save()


def _not_itself(kept: Any, other: Any) -> None:
    if kept.pk == other.pk:
        raise CannotMergeError(_("A record is not merged with itself."))


def _names(kept: Actor, other: Actor) -> None:
    for name in ("name_ar", "name_fa", "name_ckb", "description"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    own = {kept.name, kept.name_ar, kept.name_fa, kept.name_ckb, *kept.aliases.values_list("name", flat=True)}
    fresh = [other.name, other.name_ar, other.name_fa, other.name_ckb, *other.aliases.values_list("name", flat=True)]
    last = kept.aliases.aggregate(last=Coalesce(Max("position"), -1))["last"]
    wanted = [name for name in dict.fromkeys(fresh) if name and name not in own]
    ActorAlias.objects.bulk_create(ActorAlias(actor=kept, name=name, position=last + n) for n, name in enumerate(wanted, start=1))


def _offices(kept: Actor, other: Actor) -> None:
    own = {(role.title.casefold(), role.start, role.end) for role in kept.roles.all()}
    last = kept.roles.aggregate(last=Coalesce(Max("position"), -1))["last"]
    for role in other.roles.all():
        if (role.title.casefold(), role.start, role.end) not in own:
            ActorRole.objects.filter(pk=role.pk).update(actor=kept, position=F("position") + last + 1)


def _leads_to(kind: Kind, gone: Any, kept: Any) -> None:
    FormerSlug.objects.filter(kind=kind, record=gone.pk).update(record=kept.pk)
    FormerSlug.objects.update_or_create(kind=kind, slug=gone.slug, defaults={"record": kept.pk})
