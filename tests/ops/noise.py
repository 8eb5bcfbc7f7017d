"""Requests as nobody should send them: every address of the site, found in the URL configuration, with parameters that mean something,
nearly something, or nothing at all."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st

MARKS = [
    "<script>mark(1)</script>",
    '"><img src=x onerror=mark(1)>',
    "';mark(1);//",
    "javascript:mark(1)",
    "</title><svg onload=mark(1)>",
    "{{7*7}}%0d%0aX-Mark: 1",
]
"""What must never come back as markup."""
UNESCAPED = re.compile(r"<script>mark|<img src=x onerror|<svg onload=mark|href=[\"']?\s*javascript:mark", re.IGNORECASE)

WORDS = [
    *(
        "iran",
        "iraq",
        "us",
        "irgc",
        "talks",
        "call",
        "paper",
        "nobody",
        "any",
        "all",
        "side",
        "actor",
        "kind",
        "storyline",
        "meeting",
        "visit",
    ),
    *(
        "confirmed",
        "reported",
        "2025",
        "2025-10-20",
        "2025-10",
        "last week",
        "c. 1979",
        "29 Mehr 1404",
        "31 February 2025",
        "2025-10-01/2025-11-01",
    ),
    *(
        "0",
        "1",
        "2",
        "-1",
        "99999999999999999999",
        "1e9",
        "٣",
        "NaN",
        "true",
        "en",
        "ar",
        "xx",
        "json",
        "xml",
        "../../etc/passwd",
        "%00",
        "\0",
        "'",
        '"',
    ),
    *("\u202e", "😀", "a" * 300, "x" * 5000, "(((((((((((((((((((", "a AND b OR", "*", "“Iran”", "SELECT 1;--", "\ud7ff", "إيران", "ایران"),
]
NAMES = [
    *(
        "actor",
        "match",
        "only",
        "side",
        "kind",
        "storyline",
        "source",
        "place",
        "confidence",
        "from",
        "to",
        "q",
        "lanes",
        "window",
        "page",
        "event",
    ),
    *(
        "lang",
        "since",
        "until",
        "url",
        "format",
        "maxwidth",
        "maxheight",
        "callback",
        "width",
        "height",
        "limit",
        "offset",
        "cursor",
        "fields",
        "theme",
    ),
    *("sort", "order", "download", "id", "next", "", "a[]", "__proto__"),
]
SKIPPED = ("admin/",)


def addresses() -> list[str]:
    """The patterns of all public addresses, as `/events/{}/`."""
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for one in patterns:
            route = before + re.sub(
                r"<[^>]+>", "{}", str(one.pattern).removeprefix("^").removesuffix("$").replace("\\Z", "").replace("\\", "")
            )
            if route.startswith(SKIPPED):
                continue
            if isinstance(one, URLResolver):
                walk(one.url_patterns, route)
            else:
                found.add("/" + re.sub(r"\(\?P\{\}[^)]*\)|\([^)]*\)", "{}", route))

    walk(get_resolver().url_patterns, "")
    return sorted(
        {
            *found,
            *(f"/ar{one}" for one in found if one == "/"),
            "/healthz",
            "/readyz",
            "/metrics",
            "/robots.txt",
            "/favicon.ico",
            "/nothing/here",
        }
    )


text = st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.text(max_size=40))


@st.composite
def requests(draw: st.DrawFn, among: list[str]) -> tuple[str, str, dict[str, str]]:
    """A method, a path with its query string, and headers."""
    pattern = draw(st.sampled_from(among))
    path = re.sub(r"\{\}", lambda _match: quote(draw(text).encode("utf-8", "replace"), safe="") or "x", pattern)
    pairs = draw(st.lists(st.tuples(st.sampled_from(NAMES), text), max_size=6))
    query = urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs])
    if draw(st.integers(0, 9)) == 0:
        query += "&" + draw(st.sampled_from(["%ff%fe=%c0", "&&&==", "q=%", "q=%zz", "a=1;b=2", "q=+%2B", "actor=iran&" * 60]))
    headers: dict[str, str] = {}
    if draw(st.booleans()):
        headers |= {
            "HX-Request": "true",
            "HX-Target": draw(st.sampled_from(["div#results", "aside#detail", "div#chart", "nonsense", "<b>", "#"])),
        }
    if draw(st.integers(0, 4)) == 0:
        name = draw(
            st.sampled_from(
                ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Origin", "Range", "If-Modified-Since", "Cookie"]
            )
        )
        headers[name] = draw(
            st.sampled_from(["", "*", "text/html;q=x", "null", "bytes=0-", 'W/"x", "', "timeline_session=forged", "x" * 2000, "br;q=;"])
        )
    method = draw(st.sampled_from(["GET"] * 8 + ["HEAD", "OPTIONS", "POST"]))
    return method, path + (f"?{query}" if query else ""), headers
