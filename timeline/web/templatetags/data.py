"""What every page says of itself to programs that read pages: reference managers, search engines, feed readers; and its links to cite it
and to take its data away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from timeline.events import catalogue, export, index
from timeline.events.models import Actor, Event, Source, Storyline
from timeline.formats import embedded, jsonld, reference
from timeline.web import exports
from timeline.web.filters import Filter
from timeline.web.subjects import CARD
from timeline.web.templatetags.embeds import picture_of, script, subject_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from timeline.formats.reference import Reference

register = template.Library()

BESIDE = {"event": ("json", "jsonld", "ris", "bib", "csl.json", "ics"), "source": ("json", "ris", "bib", "csl.json")}
"""Files beside a record's page, other than its JSON alone."""
OFFERED = ("csv", "json", "jsonld", "ris", "bib", "csl.json", "atom", "ics")
"""Formats of a view that its page names to programs."""


@dataclass
class PageData:
    """`own` is the page as a reference, `cited` its sources; `files` are pairs of a name and a link for the download menu."""

    own: Reference
    linked: dict[str, Any]
    cite: str
    files: list[tuple[str, str]]
    alternates: list[tuple[str, str, str]]
    cited: list[Reference] = field(default_factory=list)


def data_of(context: dict[str, Any]) -> PageData | None:
    """What the page being rendered shows, from what its view has found; asked for several times, made once."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if request is None or match is None:
        return None
    held = request.__dict__.get("_page_data", False)
    if held is False:
        held = request.__dict__["_page_data"] = _made(request, match.url_name or "", context)
    return held


def _made(request: HttpRequest, name: str, context: dict[str, Any]) -> PageData | None:
    language = get_language() or "en"
    at = exports.here(request)
    record = context.get(name)
    if name == "event" and isinstance(record, Event):
        row = export.event(record, language, catalogue.current(language), at)
        what = exports.extract(request, row.title, reverse("event", args=[row.slug]), 1)
        cited = [reference.of_source(one.source, what) for one in row.citations]
        return _record(name, row.slug, row.title, reference.of_event(row, what), jsonld.event_page(row, what), cited)
    if name == "actor" and isinstance(record, Actor) and (found := next(export.actors([record.slug], language, at), None)):
        what = exports.extract(request, found.name, reverse("actor", args=[found.slug]), found.events)
        asked = context.get("asked")
        return _record(name, found.slug, found.name, reference.of_actor(found, what), jsonld.actor_page(found, what), [], asked)
    if name == "storyline" and isinstance(record, Storyline) and (line := next(export.storylines([record.slug], language, at), None)):
        what = exports.extract(request, line.title, reverse("storyline", args=[line.slug]), line.events)
        events = [(at.event(one.event.slug), one.title) for one in context.get("entries", ())]
        linked = jsonld.storyline_page(line, what, events)
        return _record(name, line.slug, line.title, reference.of_storyline(line, what), linked, [], context.get("asked"))
    if name == "source" and isinstance(record, Source):
        source = export.source(record, language, at)
        title = source.title or source.publisher
        what = exports.extract(request, title, reverse("source", args=[source.slug]), 1)
        # On a source's page it is the source that one cites.
        return _record(name, source.slug, title, reference.of_source(source, what), jsonld.source_page(source, what), [])
    asked = context.get("asked")
    if name == "timeline" and isinstance(asked, Filter) and not asked.faults:
        return _view(request, asked)
    return None


def _record(
    name: str, slug: str, title: str, own: Reference, linked: dict[str, Any], cited: list[Reference], asked: Filter | None = None
) -> PageData:
    base = reverse(name, args=[slug]).rstrip("/")
    files = [(exports.EVENTS[one].name, f"{base}.{one}") for one in BESIDE.get(name, ("json",))]
    alternates = [(f"{base}.{one}", exports.EVENTS[one].media_type, title) for one in BESIDE.get(name, ("json",))]
    if asked is not None:
        # The events of an actor or a storyline, in every format of a view.
        files = [(one.name, exports.file_link(asked, extension)) for extension, one in exports.EVENTS.items()]
        alternates.append((exports.file_link(asked, "atom"), exports.EVENTS["atom"].media_type, title))
    return PageData(own, linked, f"{base}/cite/", files, alternates, cited)


def _view(request: HttpRequest, asked: Filter) -> PageData:
    now = index.current()
    selection = now.select(asked.query)
    what = exports.view_extract(request, asked, selection.bit_count())
    root = exports.root(request)
    files = [(one.name, exports.file_link(asked, extension)) for extension, one in exports.EVENTS.items()]
    typed = [(exports.file_link(asked, extension), exports.EVENTS[extension].media_type, asked.title) for extension in OFFERED]
    downloads = [(root + link, media_type) for link, media_type, _title in typed]
    linked = jsonld.dataset_page(what, downloads, exports.marked_days(now, selection))
    return PageData(reference.of_view(what), linked, reverse("cite") + exports.view_link(asked), files, typed)


@register.inclusion_tag("web/_page_data.html", takes_context=True)
def page_data(context: dict[str, Any]) -> dict[str, Any]:
    """For the head: Highwire metas, JSON-LD, and where the same stands in other formats."""
    held, subject = data_of(context), subject_of(context)
    page = held.linked if held else None
    if subject:
        request: HttpRequest = context["request"]
        page = page or jsonld.plain_page(request.build_absolute_uri(subject.page), subject.title)
        page = jsonld.pictured(page, picture_of(request, subject), *CARD)
    linked = script(page) if page else ""
    if held is None:
        return {"linked_data": linked}
    metas = embedded.highwire(held.own, held.cited)
    return {"metas": metas, "alternates": held.alternates, "linked_data": linked}


@register.simple_tag(takes_context=True)
def page_spans(context: dict[str, Any]) -> SafeString | str:
    """For the end of the body: COinS of the page and of each of its sources."""
    held = data_of(context)
    if held is None:
        return ""
    spans = format_html_join("", '<span class="Z3988" title="{}"></span>', ((embedded.coins(one),) for one in (held.own, *held.cited)))
    return format_html("<div hidden>{}</div>", spans)


@register.simple_tag(takes_context=True)
def page_scripts(context: dict[str, Any]) -> SafeString:
    """The scripts of the two dialogs, on pages that can be cited or shared."""
    wanted = [name for name, held in (("cite", data_of(context)), ("share", subject_of(context))) if held]
    return format_html_join("", '<script type="module" src="{}"></script>', ((static(f"js/{name}.js"),) for name in wanted))


@register.inclusion_tag("web/_use.html", takes_context=True)
def use_links(context: dict[str, Any]) -> dict[str, Any]:
    """Cite and Download, as links that work without JavaScript."""
    held = data_of(context)
    return {"cite": held.cite, "files": held.files} if held else {}


@register.inclusion_tag("web/_use.html")
def cite_event(slug: str) -> dict[str, Any]:
    """Cite alone, for the event beside the timeline."""
    return {"cite": reverse("cite_event", args=[slug]), "files": []}
