"""What search engines are told: which addresses there are, in which languages, when each changed, and what to leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events import catalogue, index
from timeline.events.models import Event, Source
from timeline.formats.xml import text
from timeline.web import exports
from timeline.web.middleware import path_in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PAGE = 10_000
"""Addresses in one sitemap, each with its translations: well within the 50 MB that the protocol allows."""
LISTS = ("timeline", "actor_list", "storyline_list", "source_list", "about")

Entry = tuple[str, "date | None"]


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for unasked, where a page has not yet named its icon."""
    return HttpResponseRedirect(static("img/icon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read. Windows, lanes and selections of a view are the same view, so they need not be."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /*?*{name}=" for name in ("window", "lanes", "event", "as")),
        "Disallow: /*/cite/",
        "Disallow: /cite/",
        "",
        f"Sitemap: {exports.root(request)}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The index of sitemaps."""
    pages = {"pages": 1, "events": _pages(index.current().size), "sources": _pages(Source.objects.public().count())}
    entries = "".join(
        f"<sitemap><loc>{text(exports.root(request) + reverse('sitemap_part', args=[part, number]))}</loc></sitemap>\n"
        for part, count in pages.items()
        for number in range(1, count + 1)
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</sitemapindex>\n'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))


@require_safe
def sitemap(request: HttpRequest, part: str, number: int) -> HttpResponseBase:
    """One sitemap: lists, actors and storylines; or a page of the events; or of the sources."""
    first = (number - 1) * PAGE
    entries: Iterable[Entry]
    if part == "pages" and number == 1:
        entries = _lists()
    elif part == "events" and 1 <= number <= _pages(index.current().size):
        found = Event.objects.published().order_by("pk").values_list("slug", "updated_at")[first : first + PAGE]
        entries = ((reverse("event", args=[slug]), changed.date()) for slug, changed in found.iterator(2000))
    elif part == "sources" and 1 <= number <= _pages(Source.objects.public().count()):
        slugs = Source.objects.public().order_by("pk").values_list("slug", flat=True)[first : first + PAGE]
        entries = ((reverse("source", args=[slug]), None) for slug in slugs.iterator(2000))
    else:
        raise Http404(_("There is no page at this address."))
    with translation.override(settings.LANGUAGE_CODE):
        body = list(_urlset(exports.root(request), entries))
    return StreamingHttpResponse(body, content_type="application/xml; charset=utf-8")


def _lists() -> Iterator[Entry]:
    names = catalogue.current(settings.LANGUAGE_CODE)
    yield from ((reverse(name), None) for name in LISTS)
    yield from ((reverse("actor", args=[slug]), None) for slug in sorted(names.actors))
    yield from ((reverse("storyline", args=[slug]), None) for slug in sorted(names.storylines))


def _urlset(root: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    for path, changed in entries:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{text(root + path_in_language(path, code))}"/>'
            for code, _name in settings.LANGUAGES
        )
        stamp = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        yield f"<url><loc>{text(root + path)}</loc>{stamp}{others}</url>\n"
    yield "</urlset>\n"
