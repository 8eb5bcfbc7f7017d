"""oEmbed 1.0 (oembed.com): an address of ours in, a frame out. Every page that can be embedded names this endpoint in its head."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.web import subjects
from timeline.web.embeds import ARTICLE, HIGHEST, LOWEST, rich
from timeline.web.framing import open_to_all
from timeline.web.measure import heights_of

FORMATS = ("json", "xml")
LEAST_WIDTH = 240
"""px. Less than that is no column of text; a consumer that asks for less gets this."""
CACHE_AGE = 3600
"""Seconds that a CMS may keep an answer: a title that was corrected is not wrong for long."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """JSON unless asked otherwise. 400: no address or senseless sizes; 401: the desk's; 404: nothing to embed; 501: other formats."""
    form = request.GET.get("format", "") or "json"
    if form not in FORMATS:
        return said(_("This site answers oEmbed in JSON and in XML."), 501)
    address = request.GET.get("url", "").strip()
    if not address:
        return said(_("Say which page to embed: /oembed?url=…"), 400)
    try:
        width, height = (size(request.GET.get(name, "")) for name in ("maxwidth", "maxheight"))
    except ValueError:
        return said(_("“maxwidth” and “maxheight” are whole numbers of pixels."), 400)
    try:
        subject, options = subjects.at(address, request.get_host())
    except subjects.PrivateError as fault:
        return said(str(fault), 401)
    except subjects.NotOursError as fault:
        return said(str(fault), 404)
    if options.faults:
        return said(" ".join(fault.message for fault in options.faults), 404)
    answer = response(request.build_absolute_uri("/")[:-1], subject, options, width, height)
    sent = JsonResponse(answer) if form == "json" else HttpResponse(xml(answer), content_type="text/xml; charset=utf-8")
    open_to_all(sent)
    return sent


def said(sentence: str, status: int) -> HttpResponse:
    sent = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    open_to_all(sent)
    return sent


def size(text: str) -> int | None:
    """px; None where nothing was said."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) == 0:
        raise ValueError(text)
    return int(text)


def response(site: str, subject: subjects.Subject, options: Any, maxwidth: int | None, maxheight: int | None) -> dict[str, Any]:
    width = max(LEAST_WIDTH, min(ARTICLE, maxwidth or ARTICLE))
    height = options.height or heights_of(subject, options).at(width)
    string = options.string
    if maxheight and maxheight < height:
        height = max(LOWEST, min(maxheight, HIGHEST))
        string = options.string_with(height=height)
    title = options.text("title", subject.title) or subject.title
    page = site + subject.page
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "author_name": _("Iraq · Iran · US diplomatic timeline"),
        "author_url": site + "/",
        "provider_name": _("Iraq · Iran · US diplomatic timeline"),
        "provider_url": site + "/",
        "cache_age": CACHE_AGE,
        "html": str(rich(site + subject.embed_with(string), title, page, width, height)),
        "width": width,
        "height": height,
        "thumbnail_url": site + subject.picture,
        "thumbnail_width": subjects.CARD[0],
        "thumbnail_height": subjects.CARD[1],
    }


def xml(answer: dict[str, Any]) -> bytes:
    root = ET.Element("oembed")
    for name, value in answer.items():
        ET.SubElement(root, name).text = legible(str(value))
    return b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + ET.tostring(root, encoding="unicode").encode()


def legible(text: str) -> str:
    """Without the characters that XML has no way to write."""
    return "".join(one for one in text if one in "\t\n\r" or (one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff"))
