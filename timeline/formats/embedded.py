"""What a page says of itself to reference managers: Highwire `citation_…` metas, and COinS for the page and each of its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.formats.reference import Reference

COINS_TYPES = {"webpage": "webpage", "article": "newspaperArticle", "dataset": "dataset", "entry": "webpage"}


def coins(one: Reference) -> str:
    """The title of a `<span class="Z3988">` (OpenURL ContextObject in its Dublin Core form)."""
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", COINS_TYPES[one.kind]),
        ("rft.title", one.title),
        ("rft.source", one.container),
        ("rft.publisher", one.publisher if one.kind == "dataset" else ""),
        ("rft.date", one.issued_part),
        ("rft.description", one.about),
        ("rft.identifier", one.url),
        ("rft.language", one.language),
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def highwire(one: Reference, sources: Iterable[Reference] = ()) -> list[tuple[str, str]]:
    """Name and content of `<meta>` elements: the page, then what it refers to."""
    metas = [
        ("citation_title", one.title),
        ("citation_publisher", one.publisher),
        ("citation_online_date", one.issued_part.replace("-", "/")),
        ("citation_public_url", one.url),
        ("citation_abstract_html_url", one.url),
        ("citation_language", one.language),
        *(("citation_keywords", word) for word in one.keywords),
        *(("citation_reference", _reference(source)) for source in sources),
    ]
    return [(name, content) for name, content in metas if content]


def _reference(one: Reference) -> str:
    pairs = [
        ("citation_title", one.title),
        ("citation_publisher", one.publisher),
        ("citation_publication_date", one.issued_part.replace("-", "/")),
        ("citation_public_url", one.url),
        ("citation_language", one.language),
    ]
    # A semicolon separates the pairs, so it cannot stand within one.
    return "; ".join(f"{name}={value.replace(';', ',')}" for name, value in pairs if value)
