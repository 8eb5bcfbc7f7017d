"""How to cite: an event, an actor, a storyline, a source, or a filtered view, as text in three styles and as data in four.

A page of its own for readers without JavaScript; with it, the same part opens as a dialog (static/js/cite.js).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events import export, index
from timeline.events.history.models import Kind
from timeline.events.models import Event, Source
from timeline.formats import bibtex, citation, csl, json, reference, ris
from timeline.web import exports
from timeline.web.filters import Filter, cut

if TYPE_CHECKING:
    from django.http import HttpRequest

    from timeline.formats.reference import Reference

STYLES = {"chicago": "Chicago", "apa": "APA", "mla": "MLA"}
"""Names that are the same in every language."""

DATA = {
    "bib": ("BibTeX", bibtex.MEDIA_TYPE, bibtex.bibtex),
    "biblatex.bib": ("BibLaTeX", bibtex.MEDIA_TYPE, bibtex.biblatex),
    "ris": ("RIS", ris.MEDIA_TYPE, ris.record),
    "csl.json": ("CSL-JSON", csl.MEDIA_TYPE, lambda one: json.dumps([csl.item(one)])),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A citation in one style; `runs` are its pieces, each with whether it is in italics."""

    name: str
    label: str
    runs: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Record:
    """A citation as data; `save` is where it can be had as a file."""

    name: str
    label: str
    text: str
    save: str


def cite(request: HttpRequest, one: Reference, back: str, title: str) -> HttpResponse:
    """The page or its fragment; with `?as=ris` the citation alone, as a file."""
    wanted = request.GET.get("as", "")
    if wanted in DATA:
        _label, media_type, write = DATA[wanted]
        response = HttpResponse(write(one), content_type=media_type)
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{one.key}.{wanted}") or ""
        exports.open_to_all(response)
        return response
    if wanted:
        sentence = _("“%(value)s” is not one of: %(options)s.") % {"value": cut(wanted), "options": ", ".join(DATA)}
        return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=400)
    kept = [(name, value) for name, values in request.GET.lists() for value in values]
    context = {
        "what": title,
        "back": back,
        "texts": [Text(name, label, citation.STYLES[name](one)) for name, label in STYLES.items()],
        "records": [
            Record(name.replace(".", "-"), label, write(one).strip(), f"{request.path}?{urlencode([*kept, ('as', name)])}")
            for name, (label, _media_type, write) in DATA.items()
        ],
        "version": one.version,
        "section": "",
    }
    page = "web/cite.html"
    fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return render(request, f"{page}#cite" if fragment else page, context)


@require_safe
def view(request: HttpRequest) -> HttpResponse:
    """A filter: in words, with how many events it has today."""
    asked = Filter(request.GET)
    if asked.faults:
        return exports.refused(asked, as_json=False)
    what = exports.view_extract(request, asked, index.current().select(asked.query).bit_count())
    return cite(request, reference.of_view(what), reverse("timeline") + asked.link(), asked.title)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    pk = Event.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
    row = next(export.events([pk] if pk else [], get_language() or "en", exports.here(request)), None)
    if row is None:
        sentence = _("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug)
        return exports.elsewhere(request, Kind.EVENT, slug, sentence)
    back = reverse("event", args=[slug])
    return cite(request, reference.of_event(row, exports.extract(request, row.title, back, 1)), back, row.title)


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    row = next(export.actors([slug], get_language() or "en", exports.here(request)), None)
    if row is None:
        return exports.elsewhere(request, Kind.ACTOR, slug, _("There is no actor “%s” on record.") % cut(slug))
    back = reverse("actor", args=[slug])
    return cite(request, reference.of_actor(row, exports.extract(request, row.name, back, row.events)), back, row.name)


@require_safe
def storyline(request: HttpRequest, slug: str) -> HttpResponse:
    row = next(export.storylines([slug], get_language() or "en", exports.here(request)), None)
    if row is None:
        return exports.elsewhere(request, Kind.STORYLINE, slug, _("There is no storyline “%s” on record.") % cut(slug))
    back = reverse("storyline", args=[slug])
    return cite(request, reference.of_storyline(row, exports.extract(request, row.title, back, row.events)), back, row.title)


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """The source itself, as its own publisher has it."""
    found = Source.objects.public().filter(slug=slug).first()
    if found is None:
        return exports.elsewhere(request, Kind.SOURCE, slug, _("There is no source “%s” on record.") % cut(slug))
    row = export.source(found, get_language() or "en", exports.here(request))
    back = reverse("source", args=[slug])
    title = row.title or row.publisher
    return cite(request, reference.of_source(row, exports.extract(request, title, back, 1)), back, title)
