"""What the columns of a file mean: by their headers where these are known, by an editor's choice where not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from timeline.desk.names import fold

FIELDS = {
    "slug": _("address (slug)"),
    "title": _("title"),
    "label": _("label"),
    "summary": _("summary"),
    "kind": _("kind"),
    "confidence": _("confidence"),
    "prominence": _("prominence"),
    "date": _("date"),
    "date_end": _("end date"),
    "date_text": _("date, as the source gives it"),
    "date_anchor": _("read against"),
    "date_note": _("how the date is known"),
    "place": _("place"),
    "country": _("country"),
    "actors": _("participants"),
    "roles": _("their roles"),
    "source_url": _("source: address"),
    "source_publisher": _("source: publisher"),
    "source_title": _("source: title"),
    "source_published": _("source: published on"),
    "source_language": _("source: language"),
    "supports": _("source: what it supports"),
    "storylines": _("storylines"),
    "title_ar": _("title in Arabic"),
    "title_fa": _("title in Persian"),
    "title_ckb": _("title in Kurdish"),
    "tjs_year": _("TimelineJS: year"),
    "tjs_month": _("TimelineJS: month"),
    "tjs_day": _("TimelineJS: day"),
    "tjs_end_year": _("TimelineJS: end year"),
    "tjs_end_month": _("TimelineJS: end month"),
    "tjs_end_day": _("TimelineJS: end day"),
    "tjs_media": _("TimelineJS: media"),
    "tjs_credit": _("TimelineJS: media credit"),
    "tjs_group": _("TimelineJS: group"),
    "tjs_type": _("TimelineJS: type"),
}

TIMELINEJS = {
    "year": "tjs_year",
    "month": "tjs_month",
    "day": "tjs_day",
    "end year": "tjs_end_year",
    "end month": "tjs_end_month",
    "end day": "tjs_end_day",
    "display date": "date_text",
    "headline": "title",
    "text": "summary",
    "media": "tjs_media",
    "media credit": "tjs_credit",
    "group": "tjs_group",
    "type": "tjs_type",
}

_KNOWN = {
    **{name.replace("_", " "): name for name in FIELDS if not name.startswith("tjs_")},
    "id": "slug",
    "identifier": "slug",
    "name": "title",
    "event": "title",
    "headline": "title",
    "description": "summary",
    "text": "summary",
    "type": "kind",
    "category": "kind",
    "when": "date",
    "start": "date",
    "start date": "date",
    "end": "date_end",
    "end date": "date_end",
    "date as given": "date_text",
    "location": "place",
    "where": "place",
    "participants": "actors",
    "people": "actors",
    "who": "actors",
    "source": "source_url",
    "url": "source_url",
    "link": "source_url",
    "source urls": "source_url",
    "urls": "source_url",
    "sources": "source_title",
    "publisher": "source_publisher",
    "publishers": "source_publisher",
    "role": "roles",
    "storyline": "storylines",
    "status": "",
    "storyline slugs": "storylines",
    "actor slugs": "actors",
}


def is_timelinejs(headers: list[str]) -> bool:
    """Whether the headers are those of TimelineJS' spreadsheet."""
    held = {fold(header) for header in headers}
    return {"year", "headline"} <= held


def guess(headers: list[str]) -> list[str]:
    """What each column most likely is; empty for what nobody can know. A field that two columns claim goes to the first."""
    known = TIMELINEJS if is_timelinejs(headers) else _KNOWN
    ours = {"slug", "actor slugs"} <= {fold(header) for header in headers}
    taken: set[str] = set()
    guessed = []
    for header in headers:
        field = known.get(fold(header), "")
        # Our own files name each actor twice and give the event's page as its url.
        if ours and fold(header) in ("actors", "url", "storylines"):
            field = ""
        if field in taken:
            field = ""
        taken.add(field)
        guessed.append(field)
    return guessed


def signature(headers: list[str]) -> str:
    """What a file with the same columns has in common, for its mapping to be remembered by."""
    return "\x1f".join(fold(header) for header in headers)[:2000]
