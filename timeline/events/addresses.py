"""Web addresses as they are kept, and when two of them are one page."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

# What newsletters and social networks hang on an address; it says where a reader came from, never which page is meant.
_TRACKERS = frozenset(
    (
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "yclid",
        "twclid",
        "ref_src",
        "ref_url",
        "cmpid",
        "ocid",
        "smid",
        "xtor",
    )
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
LENGTH = 1000


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname and "@" not in parts.netloc else None


def normal(text: str) -> str:
    """The address as it is kept: host in lower case, no default port, no trackers, no place within the page.

    Text that is no `http(s)` address comes back as it is, for a validator to refuse.

    >>> normal("HTTPS://Example.org:443/a?utm_source=x&id=3#top")
    'https://example.org/a?id=3'
    """
    parts = _split(text)
    if parts is None:
        return text.strip()
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return text.strip()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS[scheme] else ""
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(key)]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    # A fragment that begins with "!" or "/" chooses the page in some old sites.
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{scheme}://{host}{port}{path}{'?' + query if query else ''}{fragment}"


def _tracks(key: str) -> bool:
    return key.lower() in _TRACKERS or key.lower().startswith("utm_")


def core(text: str) -> str:
    """What two addresses of one page share: no scheme, no `www.`, no slash at the end. Empty for what is no address."""
    parts = _split(normal(text))
    if parts is None:
        return ""
    host = parts.netloc.removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}{'#' + parts.fragment if parts.fragment else ''}"


def is_address(text: str) -> bool:
    return _split(text) is not None
