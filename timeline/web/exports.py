"""The same URL as data: every view and every record as a file. The query string is read by the same form as the page, and refused alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events import catalogue, export, index
from timeline.events.fields import today
from timeline.events.history.capture import address_now
from timeline.events.history.models import Kind
from timeline.events.models import Event, Source
from timeline.events.rows import Extract
from timeline.events.snapshot import snapshot
from timeline.formats import atom, bibtex, bundle, csl, csv, ical, json, jsonld, reference, ris, timelinejs, xlsx
from timeline.web.filters import Filter, cut, renamed
from timeline.web.listing import ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from timeline.events.index import Index
    from timeline.events.rows import EventRow, SourceRow

SITE = gettext_lazy("Iraq–Iran–US diplomatic timeline")
PIECE = 32 * 1024
"""Characters or bytes gathered before they are sent: a thousand small writes cost more than the rows in them."""
LONGEST_NAME = 80
MOST_AT_ONCE = 2000
"""Records. A shorter file is made whole, and kept for the next who asks; a longer one flows."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `save`: a browser saves it instead of showing it."""

    extension: str
    name: Any
    media_type: str
    pieces: Callable[..., Iterator[str | bytes]]
    cannot_carry: str
    save: bool = True


EVENTS = {
    one.extension: one
    for one in (
        Format("csv", gettext_lazy("CSV, for programs"), csv.MEDIA_TYPE, csv.pieces, csv.CANNOT_CARRY),
        Format("xlsx", gettext_lazy("Excel workbook"), xlsx.MEDIA_TYPE, xlsx.pieces, xlsx.CANNOT_CARRY),
        Format("zip", gettext_lazy("Zip: all tables with a README"), bundle.MEDIA_TYPE, bundle.pieces, bundle.CANNOT_CARRY),
        Format("json", gettext_lazy("JSON, complete"), json.MEDIA_TYPE, json.pieces, json.CANNOT_CARRY, save=False),
        Format("jsonld", gettext_lazy("JSON-LD (schema.org)"), jsonld.MEDIA_TYPE, jsonld.pieces, jsonld.CANNOT_CARRY, save=False),
        Format("ris", gettext_lazy("RIS, for reference managers"), ris.MEDIA_TYPE, ris.pieces, ris.CANNOT_CARRY),
        Format("bib", gettext_lazy("BibTeX"), bibtex.MEDIA_TYPE, bibtex.pieces, bibtex.CANNOT_CARRY),
        Format("biblatex.bib", gettext_lazy("BibLaTeX"), bibtex.MEDIA_TYPE, bibtex.pieces_biblatex, bibtex.CANNOT_CARRY),
        Format("csl.json", gettext_lazy("CSL-JSON (Zotero, Pandoc)"), csl.MEDIA_TYPE, csl.pieces, csl.CANNOT_CARRY),
        Format("ics", gettext_lazy("Calendar (iCal)"), ical.MEDIA_TYPE, ical.pieces, ical.CANNOT_CARRY),
        Format("atom", gettext_lazy("Feed of changes (Atom)"), atom.MEDIA_TYPE, atom.pieces, atom.CANNOT_CARRY, save=False),
        Format("timeline.json", gettext_lazy("TimelineJS"), timelinejs.MEDIA_TYPE, timelinejs.pieces, timelinejs.CANNOT_CARRY, save=False),
    )
}
"""By file name extension, in the order of the download menu."""

REFERENCES = {
    "ris": (ris.MEDIA_TYPE, ris.record),
    "bib": (bibtex.MEDIA_TYPE, bibtex.bibtex),
    "biblatex.bib": (bibtex.MEDIA_TYPE, bibtex.biblatex),
}


# What travels with the rows.


def root(request: HttpRequest) -> str:
    """Scheme and host."""
    return request.build_absolute_uri("/")[:-1]


def here(request: HttpRequest) -> export.Addresses:
    return export.Addresses.under(root(request))


def extract(request: HttpRequest, title: str, page: str, count: int, url: str | None = None) -> Extract:
    """`page` and `url` are paths of this site; `url` is the request's own where none is given."""
    language = get_language() or "en"
    own = root(request)
    note = "" if language == "en" else _("Translated for this project; not yet reviewed by a native editor.")
    return Extract(
        title=title,
        url=own + (url if url is not None else request.get_full_path()),
        page=own + page,
        count=count,
        version=index.current().version,
        made_on=today(),
        language=language,
        site=str(SITE),
        site_url=own + reverse("timeline"),
        note=note,
    )


def view_extract(request: HttpRequest, asked: Filter, count: int, url: str | None = None) -> Extract:
    """The same for a filter; a typing error that was forgiven is said in its note. The selected event, the window and the rows of the chart
    are no part of what is asked."""
    what = extract(request, asked.title, reverse("timeline") + view_link(asked), count, url)
    return replace(what, note=" ".join(filter(None, (*asked.instead, what.note))))


def view_link(asked: Filter, **changes: Any) -> str:
    """The query string of the view alone: which events, not how they are shown."""
    return asked.link(**{"event": None, "window": None, "lanes": None, "page": None} | changes)


def addresses(request: HttpRequest, asked: Filter) -> dict[str, Any]:
    """The canonical address of a view and the same view in the other languages: its filters in their order, nothing of how it is shown."""
    from django.conf import settings

    from timeline.web.middleware import path_in_language

    link = view_link(asked, page=asked.values["page"] or None)
    path = reverse("timeline")
    own = root(request)
    return {
        "canonical": own + path + link,
        "translations_of_page": [(code, own + path_in_language(path, code) + link) for code, _name in settings.LANGUAGES],
    }


def file_link(asked: Filter, extension: str) -> str:
    """Where a view stands as a file, in the page's language."""
    link = view_link(asked)
    language = get_language() or "en"
    if language != "en":
        link += f"{'&' if link else '?'}lang={language}"
    return f"/events.{extension}{link}"


# Answers.


def open_to_all(response: HttpResponseBase) -> None:
    """Any page of any site may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, ETag, Link, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def gathered(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """The pieces as bytes, the first at once and the rest some kilobytes at a time."""
    held: list[bytes] = []
    size, first = 0, True
    for piece in pieces:
        data = piece.encode() if isinstance(piece, str) else piece
        held.append(data)
        size += len(data)
        if data and (first or size >= PIECE):
            yield b"".join(held)
            held.clear()
            size, first = 0, False
    if held:
        yield b"".join(held)


def in_one_moment(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """The pieces of a long file, all from one moment of the record however long they take."""
    with snapshot():
        yield from gathered(pieces)


def stream(
    request: HttpRequest, pieces: Iterable[str | bytes], media_type: str, name: str, what: Extract, *, save: bool
) -> HttpResponseBase:
    """A file. `name` is its file name; `what` stands in its headers too. A long one is sent while it is made."""
    flows = what.count > MOST_AT_ONCE
    if flows and request.method == "HEAD":
        pieces = ()
    response = StreamingHttpResponse(in_one_moment(pieces) if flows else gathered(pieces), content_type=media_type)
    response.flows = flows  # type: ignore[attr-defined]
    response.headers["Content-Disposition"] = content_disposition_header(save, name) or ""
    response.headers["Link"] = ", ".join([f'<{what.licence_url}>; rel="license"', f'<{what.page}>; rel="canonical"; type="text/html"'])
    open_to_all(response)
    return response


def refused(asked: Filter, *, as_json: bool) -> HttpResponse:
    """400 with the sentences that the page shows."""
    if as_json:
        faults = [{"parameter": fault.parameter, "given": fault.given, "message": fault.message} for fault in asked.faults]
        response = HttpResponse(json.dumps({"errors": faults}), content_type="application/json", status=400)
    else:
        text = "".join(f"{fault.message}\n" for fault in asked.faults)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=400)
    open_to_all(response)
    return response


def file_name(title: str, extension: str) -> str:
    """“Diplomatic events that involve Iran, 2019–2020” → `diplomatic-events-that-involve-iran-2019-2020.csv`."""
    words = slugify(title.replace("–", "-").replace("“", "").replace("”", ""), allow_unicode=True)
    return f"{words[:LONGEST_NAME].strip('-') or 'events'}.{extension}"


# Views of many records.


@require_safe
def events(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The events of a view, in the record's order."""
    if (query := renamed(request.GET)) is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{query}")
    asked = Filter(request.GET)
    one = EVENTS[extension]
    if asked.faults:
        return refused(asked, as_json="json" in one.media_type)
    now = index.current()
    selection = now.select(asked.query)
    what = view_extract(request, asked, selection.bit_count())
    language = get_language() or "en"
    if extension == "atom":
        pieces: Iterable[str | bytes] = feed(request, asked, now, selection, what)
    else:
        pieces = one.pieces(what, export.events(export.selected(selection), language, here(request)))
    response = stream(request, pieces, one.media_type, file_name(asked.title, extension), what, save=one.save)
    if extension == "csv":
        described = what.url.replace("/events.csv", "/events.csv-metadata.json", 1)
        response.headers["Link"] += f', <{described}>; rel="describedby"; type="application/csvm+json"'
    return response


@require_safe
def csv_description(request: HttpRequest) -> HttpResponseBase:
    """What the columns of `/events.csv` mean, in CSV on the Web."""
    asked = Filter(request.GET)
    if asked.faults:
        return refused(asked, as_json=True)
    count = index.current().select(asked.query).bit_count()
    what = view_extract(request, asked, count, request.get_full_path().replace("csv-metadata.json", "csv", 1))
    return stream(request, [csv.description(what)], "application/csvm+json", "events.csv-metadata.json", what, save=False)


def feed(request: HttpRequest, asked: Filter, now: Index, selection: int, what: Extract) -> Iterator[str]:
    """The page of the feed that is asked for: those changed last first. 404 where there is none."""
    page = asked.values["page"] or 1
    pages = max(1, -(-selection.bit_count() // atom.PAGE))
    if page > pages:
        raise Http404(_("This list has no page %d.") % page)
    first = (page - 1) * atom.PAGE
    pks = [now.ids[position] for position in islice(ordered(now, selection, "changed", None), first, first + atom.PAGE)]
    latest = Event.objects.published().aggregate(latest=Max("updated_at"))["latest"] or datetime(2025, 1, 1, tzinfo=UTC)
    address = root(request) + request.path
    links = [("first", address + view_link(asked))]
    links += [("previous", address + view_link(asked, page=page - 1))] if page > 1 else []
    links += [("next", address + view_link(asked, page=page + 1))] if page < pages else []
    rows = export.events(pks, get_language() or "en", here(request))
    return atom.pieces(what, rows, updated=latest, links=links)


@require_safe
def sources(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The sources on which the events of a view rest."""
    asked = Filter(request.GET)
    if asked.faults:
        return refused(asked, as_json="json" in extension)
    slugs = list(export.sources_of(index.current().select(asked.query)))
    title = _("Sources of: %(view)s") % {"view": asked.title} if asked.is_set else _("Sources of the record")
    what = extract(request, title, reverse("timeline") + view_link(asked), len(slugs))
    rows = export.sources(slugs, get_language() or "en", here(request))
    media_type, pieces = source_pieces(extension, what, rows)
    return stream(request, pieces, media_type, file_name(title, extension), what, save="json" not in extension)


def source_pieces(extension: str, what: Extract, rows: Iterable[SourceRow]) -> tuple[str, Iterator[str]]:
    if extension == "json":
        return json.MEDIA_TYPE, json.listing(what, "sources", (json.source_object(row) for row in rows))
    if extension == "csl.json":
        return csl.MEDIA_TYPE, csl.array(csl.item(reference.of_source(row, what)) for row in rows)
    media_type, record = REFERENCES[extension]
    return media_type, (record(reference.of_source(row, what)) for row in rows)


@require_safe
def actors(request: HttpRequest) -> HttpResponseBase:
    """Everyone on record, or those who took part in the events of a view."""
    asked = Filter(request.GET)
    if asked.faults:
        return refused(asked, as_json=True)
    slugs = actor_slugs(asked)
    title = _("Actors of: %(view)s") % {"view": asked.title} if asked.is_set else _("Actors of the record")
    what = extract(request, title, reverse("actor_list"), len(slugs))
    rows = export.actors(slugs, get_language() or "en", here(request))
    pieces = json.listing(what, "actors", (json.actor_object(row) for row in rows))
    return stream(request, pieces, json.MEDIA_TYPE, file_name(title, "json"), what, save=False)


def actor_slugs(asked: Filter) -> list[str]:
    """By slug in alphabetical order. An actor counts as taking part where a member of it does."""
    names = catalogue.current(get_language() or "en")
    if not asked.is_set:
        return sorted(names.actors)
    now = index.current()
    selection = now.select(asked.query)
    return sorted(slug for slug in names.actors if now.of_actor(slug, only=asked.query.only) & selection)


@require_safe
def storylines(request: HttpRequest) -> HttpResponseBase:
    """All storylines, or those that the events of a view belong to."""
    asked = Filter(request.GET)
    if asked.faults:
        return refused(asked, as_json=True)
    slugs = storyline_slugs(asked)
    title = _("Storylines of: %(view)s") % {"view": asked.title} if asked.is_set else _("Storylines of the record")
    what = extract(request, title, reverse("storyline_list"), len(slugs))
    rows = export.storylines(slugs, get_language() or "en", here(request))
    pieces = json.listing(what, "storylines", (json.storyline_object(row) for row in rows))
    return stream(request, pieces, json.MEDIA_TYPE, file_name(title, "json"), what, save=False)


def storyline_slugs(asked: Filter) -> list[str]:
    now = index.current()
    selection = now.select(asked.query)
    return sorted(str(slug) for slug, events in now.having["storyline"].items() if events & selection)


# Views of one record.


def elsewhere(request: HttpRequest, kind: Kind, slug: str, otherwise: str) -> HttpResponse:
    """To the same file at the address that the record has now; `otherwise` says that there is nothing."""
    now = address_now(kind, slug)
    if now is None or now == slug:
        raise Http404(otherwise)
    head, _slug, tail = request.path.rpartition(slug)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{head}{now}{tail}" + (f"?{query}" if query else ""))


@require_safe
def event(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    language = get_language() or "en"
    pk = Event.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
    row = next(export.events([pk] if pk else [], language, here(request)), None)
    if row is None:
        sentence = _("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug)
        return elsewhere(request, Kind.EVENT, slug, sentence)
    what = extract(request, row.title, reverse("event", args=[slug]), 1)
    return stream(request, *one_event(extension, what, row), f"{slug}.{extension}", what, save=EVENTS[extension].save)


def one_event(extension: str, what: Extract, row: EventRow) -> tuple[Iterable[str | bytes], str]:
    if extension == "json":
        return [json.one(what, "event", json.event_object(row))], json.MEDIA_TYPE
    if extension == "jsonld":
        return [jsonld.one(what, jsonld.event(row))], jsonld.MEDIA_TYPE
    return EVENTS[extension].pieces(what, [row]), EVENTS[extension].media_type


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An actor with the events that it or a member of it took part in."""
    language = get_language() or "en"
    row = next(export.actors([slug], language, here(request)), None)
    if row is None:
        return elsewhere(request, Kind.ACTOR, slug, _("There is no actor “%s” on record.") % cut(slug))
    now = index.current()
    what = extract(request, row.name, reverse("actor", args=[slug]), row.events)
    events = event_links(now, now.of_actor(slug), here(request))
    text = json.one(what, "actor", json.actor_object(row), events=events)
    return stream(request, [text], json.MEDIA_TYPE, f"{slug}.json", what, save=False)


@require_safe
def storyline(request: HttpRequest, slug: str) -> HttpResponseBase:
    language = get_language() or "en"
    row = next(export.storylines([slug], language, here(request)), None)
    if row is None:
        return elsewhere(request, Kind.STORYLINE, slug, _("There is no storyline “%s” on record.") % cut(slug))
    now = index.current()
    what = extract(request, row.title, reverse("storyline", args=[slug]), row.events)
    events = event_links(now, now.having["storyline"].get(slug, 0), here(request))
    text = json.one(what, "storyline", json.storyline_object(row), events=events)
    return stream(request, [text], json.MEDIA_TYPE, f"{slug}.json", what, save=False)


@require_safe
def source(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    found = Source.objects.public().filter(slug=slug).first()
    if found is None:
        return elsewhere(request, Kind.SOURCE, slug, _("There is no source “%s” on record.") % cut(slug))
    now = index.current()
    row = export.source(found, get_language() or "en", here(request))
    what = extract(request, row.title or row.publisher, reverse("source", args=[slug]), 1)
    pieces: Iterable[str | bytes]
    if extension == "json":
        events = event_links(now, now.having["source"].get(slug, 0), here(request))
        media_type, pieces = json.MEDIA_TYPE, [json.one(what, "source", json.source_object(row), events=events)]
    else:
        media_type, pieces = source_pieces(extension, what, [row])
    return stream(request, pieces, media_type, f"{slug}.{extension}", what, save="json" not in extension)


def event_links(now: Index, selection: int, at: export.Addresses) -> list[dict[str, str]]:
    """Identifiers and addresses, in the record's order."""
    from timeline.events import bitmap

    slugs = (now.slugs[n] for n in bitmap.positions(selection))
    return [{"slug": slug, "url": at.event(slug)} for slug in slugs]


def marked_days(now: Index, selection: int) -> tuple[str, str] | None:
    """The first and last day of a selection's marks, in ISO 8601."""
    days = now.days(selection)
    return (date.fromordinal(days[0]).isoformat(), date.fromordinal(days[1]).isoformat()) if days else None
