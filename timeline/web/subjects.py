"""What can be shared and embedded: a view of the record, or one event. A page, an address typed into a CMS and an embed of the same thing
come to the same subject, so that card, oEmbed answer and snippet always say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from timeline.dates import show
from timeline.events import index
from timeline.events.models import Event
from timeline.web import words
from timeline.web.embeds import Options, joined
from timeline.web.filters import RENAMED, Filter, renamed
from timeline.web.listing import span
from timeline.web.middleware import LANGUAGES, UNPREFIXED, path_in_language

if TYPE_CHECKING:
    from timeline.events.index import Index

FACET_OF_PAGE = {"actor": "actor", "storyline": "storyline", "source": "source", "place": "place"}
"""Pages of one record, and the parameter that asks for the same events on the timeline."""

CARD = (1200, 630)
"""px. The picture of a card, in the proportion that the networks crop to."""


class NotOursError(LookupError):
    """There is nothing at this address that could be embedded."""


class PrivateError(LookupError):
    """What is at this address is the desk's."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Paths and queries, without the host: the page readers open, the embed without options, the picture and the drawing of it."""

    title: str
    description: str
    page: str
    embed: str
    language: str
    query: str
    event: str = ""

    @property
    def share(self) -> str:
        """The page that hands out snippets."""
        return reverse("share_event", args=[self.event]) if self.event else reverse("share") + joined(self.query)

    @property
    def picture(self) -> str:
        return "/chart.png" + self._drawn(f"width={CARD[0]}&height={CARD[1]}")

    def png_with(self, options: str) -> str:
        return "/chart.png" + self._drawn(options)

    def svg_with(self, options: str) -> str:
        return "/chart.svg" + self._drawn(options)

    def _drawn(self, more: str) -> str:
        language = f"lang={self.language}" if self.language != settings.LANGUAGE_CODE else ""
        return joined(f"event={self.event}" if self.event else self.query, more, language)

    def embed_with(self, options: str) -> str:
        """The embed's address with options, and with the language that its address cannot show otherwise."""
        language = f"lang={self.language}" if self.language != settings.LANGUAGE_CODE and "lang=" not in options else ""
        path, _mark, query = self.embed.partition("?")
        return path + joined(query, options, language)


def of_view(asked: Filter, now: Index, *, page: str = "", title: str = "", description: str = "") -> Subject:
    """A filter's events. `page` where they have a page of their own, an actor's for instance."""
    selection = now.select(asked.query)
    query = asked.string(page=None)
    return Subject(
        title=title or asked.title,
        description=description or counted(now, selection, asked.language),
        page=page or reverse("timeline") + joined(query),
        embed=reverse("embed") + joined(query),
        language=asked.language,
        query=query,
    )


def of_event(event: Event, language: str) -> Subject:
    return Subject(
        title=event.text("title")[0],
        description=event.text("summary")[0] or show(event.date, language),
        page=reverse("event", args=[event.slug]),
        embed=reverse("embed_event", args=[event.slug]),
        language=language,
        query="",
        event=event.slug,
    )


def counted(now: Index, selection: int, language: str) -> str:
    """“10 events, 7 October to 13 November 2025.”"""
    count, days = words.events(selection.bit_count()), span(now, selection, language)
    return _("%(events)s, %(span)s.") % {"events": count, "span": days} if days else _("%(events)s.") % {"events": count}


def at(address: str, host: str) -> tuple[Subject, Options]:
    """What is at one of our own addresses, in the language that the address asks for, and the options it carries.

    Raises NotOursError with a sentence for every other address, also for one that asks for nonsense, and PrivateError for the desk's.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise NotOursError(_("This is not an address.")) from fault
    if parts.scheme not in ("http", "https") or not same_host(parts.hostname or "", port, host, parts.scheme):
        raise NotOursError(_("This address is not one of this site’s."))
    if parts.path.startswith("/admin/"):
        raise PrivateError(_("This address is for editors of the record."))
    given = QueryDict(parts.query)
    if set(RENAMED) & set(given):
        given = QueryDict(renamed(given) or "")
    asked_language = given.get("lang", "")
    language = asked_language if asked_language in LANGUAGES else translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        path = parts.path or "/"
        return _found(path if path.startswith(UNPREFIXED) else path_in_language(path, language), given, language), Options(given)


def _found(path: str, given: QueryDict, language: str) -> Subject:
    nothing = _("There is nothing to embed at this address.")
    try:
        match = resolve(path)
    except Resolver404 as fault:
        raise NotOursError(nothing) from fault
    name, slug = match.url_name or "", match.kwargs.get("slug", "")
    if name in ("event", "embed_event", "share_event"):
        event = Event.objects.published().in_language(language).filter(slug=slug).first()
        if event is None:
            raise NotOursError(nothing)
        return of_event(event, language)
    if name in FACET_OF_PAGE:
        given = given.copy()
        given.setlist(FACET_OF_PAGE[name], [slug])
    elif name not in ("timeline", "embed", "share"):
        raise NotOursError(nothing)
    asked = Filter(given)
    if asked.faults:
        raise NotOursError(" ".join(fault.message for fault in asked.faults))
    return of_view(asked, index.current(), page=path if name in FACET_OF_PAGE else "")


def same_host(hostname: str, port: int | None, host: str, scheme: str) -> bool:
    """Whether an address is on the host that was asked. Schemes may differ: articles keep links from before a site had a certificate."""
    standard = {"http": 80, "https": 443}
    ours = urlsplit(f"//{host}")
    theirs = port if port not in (None, standard[scheme]) else None
    mine = ours.port if ours.port not in (80, 443) else None
    return hostname.lower() == (ours.hostname or "").lower() and theirs == mine
