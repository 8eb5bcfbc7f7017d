"""Atom: the events of a view, those changed last first, a page at a time (RFC 4287, RFC 5005): a feed reader hears of every change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from timeline.formats.xml import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import EventRow, Extract

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
CANNOT_CARRY = (
    "Entries are dated by their latest change, since a feed says what is new; the event’s own date stands in words at the start of its "
    "text. "
    "A page of the feed has 100 events; it links to the next."
)
PAGE = 100


def moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pieces(extract: Extract, rows: Iterable[EventRow], *, updated: datetime, links: Iterable[tuple[str, str]] = ()) -> Iterator[str]:
    """`updated` is the latest change to any event; `links` are relations of the feed (next, previous, first) and their addresses."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{text(extract.language)}">\n'
        f"<id>{text(extract.page)}</id>\n<title>{text(extract.title)}</title>\n"
        f"<subtitle>{text(_subtitle(extract))}</subtitle>\n"
        f"<updated>{moment(updated)}</updated>\n<author><name>{text(extract.site)}</name><uri>{text(extract.site_url)}</uri></author>\n"
        f"<rights>{text(extract.credit)}</rights>\n"
        f'<link rel="license" href="{text(extract.licence_url)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{text(extract.page)}"/>\n'
        f'<link rel="self" type="application/atom+xml" href="{text(extract.url)}"/>\n'
        + "".join(f'<link rel="{rel}" type="application/atom+xml" href="{text(url)}"/>\n' for rel, url in links)
    )
    for row in rows:
        yield entry(row)
    yield "</feed>\n"


def _subtitle(extract: Extract) -> str:
    return " ".join(filter(None, (f"{extract.count:,} events, version {extract.version}.", CANNOT_CARRY, extract.note)))


def entry(row: EventRow) -> str:
    sources = "".join(
        f'<link rel="via" href="{text(one.source.address)}" title="{text(one.source.title or one.source.publisher)}"/>\n'
        for one in row.citations
        if one.source.address
    )
    where = f" {row.place.words}." if row.place else ""
    who = ", ".join(dict.fromkeys(part.name for part in row.parts))
    body = f"{row.date_words}.{where} {row.summary}".strip() + (f"\n{who}" if who else "")
    return (
        f'<entry xml:lang="{text(row.language)}">\n<id>{text(row.url)}</id>\n<title>{text(row.title)}</title>\n'
        f"<published>{moment(row.added)}</published>\n<updated>{moment(row.changed)}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{text(row.url)}"/>\n{sources}'
        f'<category term="{text(row.kind)}"/>\n<category term="{text(row.confidence)}"/>\n'
        + "".join(f'<category term="{text(one.slug)}" label="{text(one.title)}"/>\n' for one in row.storylines)
        + f"<content>{text(body)}</content>\n</entry>\n"
    )
