"""Looking whether sources are still where they were: a few at a time, politely, and never inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from timeline.desk.models import LinkCheck
from timeline.events import addresses
from timeline.events.models import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AGENT = "diplomatic-timeline link check"
PATIENCE = 12
"""Seconds for an answer to begin."""
PAUSE = 2.0
"""Seconds between two requests to one host."""
HOPS = 5
GIVE_UP = 3
"""Unanswered looks in a row, on different days, after which an address counts as dead."""
Outcome = LinkCheck.Outcome


class NotOutside(Exception):  # noqa: N818 (a refusal, told as such)
    """An address that leads into a private network: a source is on the open web or nowhere."""


@dataclass(frozen=True)
class Found:
    outcome: str
    status: int | None = None
    said: str = ""
    leads_to: str = ""


def look(url: str) -> Found:
    """What is at an address now. Never raises for what a network can do."""
    at = url
    for _hop in range(HOPS):
        try:
            status, location = _ask(at)
        except NotOutside:
            return Found(Outcome.UNSURE, None, _("It leads into a private network; nobody looked."))
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return Found(Outcome.UNSURE, None, str(fault)[:300] or type(fault).__name__)
        if status in (301, 302, 303, 307, 308) and location:
            at = urljoin(at, location)
            if not addresses.is_address(at):
                return Found(Outcome.UNSURE, status, _("It leads to what is no web address."))
            continue
        if status in (404, 410):
            return Found(Outcome.DEAD, status)
        if 200 <= status < 300:
            if addresses.core(at) == addresses.core(url):
                return Found(Outcome.THERE, status)
            # To the front page is how many papers say that an article is gone.
            gone = urlsplit(at).path in ("", "/") and urlsplit(url).path not in ("", "/")
            return Found(Outcome.DEAD if gone else Outcome.MOVED, status, _("It leads to the front page.") if gone else "", at[:1000])
        return Found(Outcome.UNSURE, status)
    return Found(Outcome.UNSURE, None, _("It leads around in a circle."))


def _ask(url: str) -> tuple[int, str]:
    """The status of one answer and where it leads. HEAD first; a server without it is asked for the page, of which nothing is read."""
    for method in ("HEAD", "GET"):
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        connection = _Connection(host, port, secure=parts.scheme == "https")
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if method == "HEAD" and answer.status in (400, 403, 404, 405, 406, 501):
                continue
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()
    raise http.client.HTTPException(_("no answer"))


class _Connection(http.client.HTTPConnection):
    """Connects to the very address that was found to be outside, so that a name cannot mean something else a moment later."""

    def __init__(self, host: str, port: int, *, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.secure = secure

    def connect(self) -> None:
        fault: OSError | None = None
        for _family, _kind, _proto, _name, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
            if not ip.is_global and not getattr(settings, "LINK_CHECK_INSIDE", False):
                raise NotOutside(str(ip))
            try:
                self.sock = socket.create_connection((str(address[0]), self.port), self.timeout)
                break
            except OSError as refused:
                fault = refused
        else:
            raise fault or OSError(_("The name of the host is unknown."))
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def due(limit: int) -> list[Source]:
    """The sources whose address was never looked at, or whose last look is longest ago; drafts' sources too."""
    return list(
        Source.objects.exclude(url="").select_related("link_check").order_by(F("link_check__at").asc(nulls_first=True), "pk")[:limit]
    )


def check(limit: int, wait: Callable[[float], None] = time.sleep) -> Iterator[LinkCheck]:
    """Look at some addresses, the longest unlooked first, and keep what was found."""
    last: dict[str, float] = {}
    for source in due(limit):
        host = urlsplit(source.url).hostname or ""
        since = time.monotonic() - last.get(host, -PAUSE)
        if since < PAUSE:
            wait(PAUSE - since)
        found = look(source.url)
        last[host] = time.monotonic()
        held = LinkCheck.objects.filter(source=source).first() or LinkCheck(source=source)
        same = held.url == source.url
        unanswered = found.outcome == Outcome.UNSURE and found.status is None
        held.failures = (held.failures + 1 if same else 1) if unanswered else 0
        held.url, held.status, held.said, held.leads_to = source.url, found.status, found.said, found.leads_to
        held.outcome = Outcome.DEAD if held.failures >= GIVE_UP else found.outcome
        held.save()
        yield held
