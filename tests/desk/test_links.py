"""Looking at addresses: what is found is kept, politely, and nobody is led into a private network."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command

from timeline.desk import links
from timeline.desk.models import LinkCheck
from timeline.events.models import Source


@pytest.fixture(scope="module")
def paper():
    """A newspaper on this machine, with pages that are there, gone, moved and slow to say no."""
    seen = []

    class Paper(BaseHTTPRequestHandler):
        def do_HEAD(self):
            seen.append((self.command, self.path))
            status, location = {
                "/there": (200, None),
                "/gone": (404, None),
                "/moved": (301, "/there"),
                "/front": (302, "/"),
                "/": (200, None),
                "/circle": (302, "/circle"),
                "/script": (302, "javascript:alert(1)"),
                "/closed": (503, None),
                "/shy": (405 if self.command == "HEAD" else 200, None),
            }[self.path]
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.seen = seen
    yield server
    server.shutdown()
    server.server_close()


def at(paper, path):
    return f"http://127.0.0.1:{paper.server_port}{path}"


@pytest.mark.parametrize(
    "path, outcome",
    [
        ("/there", "there"),
        ("/shy", "there"),
        ("/gone", "dead"),
        ("/front", "dead"),
        ("/moved", "moved"),
        ("/circle", "unsure"),
        ("/script", "unsure"),
        ("/closed", "unsure"),
    ],
)
def test_what_is_at_an_address_is_told(paper, settings, path, outcome):
    settings.LINK_CHECK_INSIDE = True
    assert links.look(at(paper, path)).outcome == outcome


def test_nobody_is_led_into_a_private_network(paper):
    paper.seen.clear()
    for inside in (at(paper, "/there"), f"http://localhost:{paper.server_port}/there", "http://169.254.169.254/latest/", "http://[::1]/"):
        assert "private network" in links.look(inside).said
    assert not paper.seen


@pytest.mark.django_db
def test_the_longest_unlooked_come_first_a_host_is_given_time_and_what_was_found_is_kept(paper, settings):
    settings.LINK_CHECK_INSIDE = True
    for n, path in enumerate(("/there", "/gone", "/moved")):
        Source.objects.create(slug=f"s{n}", publisher="P", url=at(paper, path))
    waits = []
    found = [(one.source.slug, one.outcome) for one in links.check(2, waits.append)]
    assert found == [("s0", "there"), ("s1", "dead")]
    assert len(waits) == 1
    assert waits[0] > 1
    assert [one.source.slug for one in links.check(1, waits.append)] == ["s2"]
    assert LinkCheck.objects.get(source__slug="s2").leads_to == at(paper, "/there")


@pytest.mark.django_db
def test_an_address_that_nobody_answers_at_counts_as_dead_only_after_a_while(settings, capsys):
    settings.LINK_CHECK_INSIDE = True
    Source.objects.create(slug="s", publisher="P", url="http://127.0.0.1:9/")
    outcomes = []
    for _night in range(3):
        call_command("check_links", limit=5)
        outcomes.append(LinkCheck.objects.get().outcome)
    assert outcomes == ["unsure", "unsure", "dead"]
