"""What the heads of pages say to those who make embeds and cards of them: the same subject, in each one's words."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.events import index
from timeline.events.models import Event
from timeline.formats import jsonld
from timeline.web import subjects
from timeline.web.filters import Filter

register = template.Library()

DESCRIPTION = 240
"""Characters. Discourse cuts at 250, others earlier."""
LOCALES = {"en": "en_GB", "ar": "ar_AR", "fa": "fa_IR", "ckb": "ckb_IQ"}


@register.inclusion_tag("embed/_cards.html", takes_context=True)
def page_cards(context: dict[str, Any]) -> dict[str, Any]:
    """The cards of the page being rendered, where it shows something that can be embedded; nothing on the others. What the page is in
    JSON-LD, its picture with it, `page_data` says: one thing, said once."""
    subject = subject_of(context)
    return described(context["request"], subject, subject.title) if subject else {}


@register.inclusion_tag("embed/_cards.html", takes_context=True)
def cards(context: dict[str, Any], subject: subjects.Subject, title: str) -> dict[str, Any]:
    """The cards of an embed, whose address is pasted into a CMS as often as a page's."""
    said = described(context["request"], subject, title, own_address=True)
    page = jsonld.pictured(jsonld.plain_page(said["url"], title), said["picture"], *subjects.CARD)
    return said | {"linked_data": script(page)}


@register.inclusion_tag("embed/_share_link.html", takes_context=True)
def share_link(context: dict[str, Any]) -> dict[str, Any]:
    """To the page of snippets; a script opens it as a dialog."""
    subject = subject_of(context)
    return {"share": subject.share if subject else ""}


def event_of(context: dict[str, Any]) -> Event | None:
    match = context["request"].resolver_match
    found = context.get("event")
    return found if match and match.url_name in ("event", "embed_event") and isinstance(found, Event) else None


def subject_of(context: dict[str, Any]) -> subjects.Subject | None:
    """What a page shows, from what its view has already found."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if request is None or match is None:
        return None
    kept = getattr(request, "_subject", None)
    if kept is None:
        event, asked = event_of(context), context.get("asked")
        if event is not None:
            kept = subjects.of_event(event, get_language() or "en")
        elif isinstance(asked, Filter) and not asked.faults and match.url_name in ("timeline", *subjects.FACET_OF_PAGE):
            own = request.path if match.url_name in subjects.FACET_OF_PAGE else ""
            kept = subjects.of_view(asked, index.current(), page=own)
        request._subject = kept  # type: ignore[attr-defined] # noqa: SLF001 (for the second tag of the same page)
    return kept


def described(request: HttpRequest, subject: subjects.Subject, title: str, *, own_address: bool = False) -> dict[str, Any]:
    site = request.build_absolute_uri("/")[:-1]
    url = site + subject.page
    asked = request.build_absolute_uri() if own_address else url
    description = subject.description if len(subject.description) <= DESCRIPTION else subject.description[: DESCRIPTION - 1].rstrip() + "…"
    return {
        "oembed": f"{site}{reverse('oembed')}?{urlencode({'url': asked})}",
        "title": title,
        "description": description,
        "url": url,
        "locale": LOCALES.get(subject.language, subject.language),
        "picture": picture_of(request, subject),
        "alt": _("A timeline chart. %(title)s. %(description)s") % {"title": title, "description": description},
        "width": subjects.CARD[0],
        "height": subjects.CARD[1],
    }


def script(said: dict[str, Any]) -> SafeString:
    # Safe: `jsonld.script` leaves no character that could end the element.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(jsonld.script(said)))


def picture_of(request: HttpRequest, subject: subjects.Subject) -> str:
    return request.build_absolute_uri("/")[:-1] + subject.picture
