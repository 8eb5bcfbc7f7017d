"""“Share and embed”: the snippets of a view or an event, with a preview. A page that works as it is; a script shows it in a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from timeline.events import index
from timeline.events.models import Event
from timeline.web import subjects
from timeline.web.embeds import (
    ARTICLE,
    HIGHEST,
    LOWEST,
    MOST_SUBTITLE,
    MOST_TITLE,
    PHONE,
    Heights,
    Options,
    Snippet,
    element,
    iframe,
    joined,
)
from timeline.web.filters import Filter, cut, renamed
from timeline.web.measure import heights_of
from timeline.web.views.timeline import part_asked

if TYPE_CHECKING:
    from django.http import QueryDict

PAGE = "embed/share.html"
PARTS = {"share-body": "body", "share-result": "result"}
LANGUAGE = "embed_lang"
"""The embed's language. `lang` would change that of this page."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    on: bool


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def share(request: HttpRequest) -> HttpResponse:
    if (query := renamed(request.GET)) is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{query}")
    asked = Filter(request.GET)
    if asked.faults:
        context = {"title": _("This view cannot be shared"), "message": " ".join(fault.message for fault in asked.faults)}
        return render(request, "web/error.html", context, status=400)
    language = language_of(request.GET)
    with translation.override(language):
        subject = subjects.of_view(Filter(request.GET), index.current())
    kept = [
        (name, value) for name, values in request.GET.lists() for value in values if name in asked.form.fields and name != "page" and value
    ]
    return answer(request, subject, kept)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def share_event(request: HttpRequest, slug: str) -> HttpResponse:
    language = language_of(request.GET)
    found = Event.objects.published().in_language(language).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug))
    with translation.override(language):
        subject = subjects.of_event(found, language)
    return answer(request, subject, [])


def language_of(given: QueryDict) -> str:
    asked = given.get(LANGUAGE, "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def answer(request: HttpRequest, subject: subjects.Subject, kept: list[tuple[str, str]]) -> HttpResponse:
    given = request.GET.copy()
    given["lang"] = subject.language
    options = Options(given)
    with translation.override(subject.language):
        heights = heights_of(subject, options)
    wanted = PARTS.get(part_asked(request), "")
    context: dict[str, Any] = {
        "subject": subject,
        "options": options,
        "kept": kept,
        "faults": options.faults,
        "here": reverse("share_event", args=[subject.event]) if subject.event else reverse("share"),
        "back": subject.page,
        "snippets": snippets(request, subject, options, heights),
        "preview": subject.embed_with(options.string_with(lang="")),
        "heights": heights,
        "widths": (ARTICLE, PHONE),
        "limits": {"title": MOST_TITLE, "subtitle": MOST_SUBTITLE, "lowest": LOWEST, "highest": HIGHEST},
        "themes": choices(options.theme, {"light": _("Light"), "dark": _("Dark"), "auto": _("Reader’s choice")}),
        "views": choices(options.view, {"chart": _("Chart"), "list": _("List"), "both": _("Both")}),
        "tongues": choices(subject.language, dict(settings.LANGUAGES)),
        "flags": [
            ("key", _("Symbol key"), options.key),
            ("labels", _("Event labels"), options.labels),
            ("overview", _("Overview strip"), options.overview),
            ("controls", pgettext("an option of an embed", "Filters that readers can change"), options.controls),
        ],
    }
    return render(request, f"{PAGE}#{wanted}" if wanted else PAGE, context, status=400 if options.faults else 200)


def choices(now: str, of: dict[str, str]) -> list[Choice]:
    return [Choice(value, label, value == now) for value, label in of.items()]


def snippets(request: HttpRequest, subject: subjects.Subject, options: Options, heights: Heights) -> list[Snippet]:
    """Everything that can be copied, whole addresses in all of it."""
    site = request.build_absolute_uri("/")[:-1]
    title = options.text("title", subject.title) or subject.title
    # The address of a page shows its language in its path; the embed's is told by `lang`, once.
    string = options.string_with(lang="")
    src, page = site + subject.embed_with(string), site + subject.page
    drawing = options.string_with(lang="", height="", subtitle="", controls="", view="", overview="")
    return [
        Snippet(
            "iframe",
            _("iframe"),
            _("For any page that takes HTML. The height is right without a script."),
            iframe(src, title, heights, fixed=options.height),
        ),
        Snippet(
            "script",
            _("Script"),
            _("One line more, and the frame follows its content at every width."),
            element(src, title, page, site + reverse("host_script"), heights, fixed=options.height),
        ),
        Snippet(
            "link", _("Link"), _("WordPress, Drupal and others make the embed from this address alone."), src if options.string else page
        ),
        Snippet(
            "oembed", _("oEmbed"), _("What a CMS asks this site about the address."), f"{site}{reverse('oembed')}{joined(quoted(src))}"
        ),
        Snippet("svg", _("SVG"), _("The drawing, for print and for pages without frames."), site + subject.svg_with(drawing)),
        Snippet("png", _("PNG"), _("The same as a picture, for newsletters and social networks."), site + subject.png_with(drawing)),
    ]


def quoted(address: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"url": address, "format": "json"})
