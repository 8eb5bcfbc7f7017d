"""What is kept is handed out before Django makes a request of it: the same answer, and only where it would be the same."""

import io
import logging

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings

from tests.ops.test_caching import PAGES, talks  # noqa: F401
from timeline.events.models import Event
from timeline.web import caching
from timeline.web.ready import Application


@pytest.fixture(autouse=True)
def version(settings):
    settings.VERSION_SECONDS = 3600  # the version that was read last holds until the test ends


@pytest.fixture
def ask():
    """Asks the application as a server does: status, headers and body, and whether Django had to do with it."""
    application = Application()
    django = application.django
    seen = []

    def watched(environ, start_response):
        seen.append(environ)
        return django(environ, start_response)

    application.django = watched

    def ask(path, method="GET", **headers):
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "HTTP_ACCEPT_ENCODING": "br",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        told = []
        before = len(seen)
        answer = application(environ, lambda status, headers: told.append((status, headers)))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        ((status, given),) = told
        return int(status[:3]), dict(given), body, len(seen) > before

    ask.application = application
    # The test's transaction has its connection still to come back to.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield ask
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    "path", [*PAGES, "/?actor=iran", "/embed/?actor=iran", "/events.csv", "/api/v1/events?limit=2", "/fa/events/talks/"]
)
def test_a_kept_answer_is_the_one_that_django_gives(ask, talks, path):  # noqa: F811
    status, headers, body, made = ask(path)
    assert (status, made) == (200, True)
    again, headers_again, body_again, made_again = ask(path)
    assert (again, body_again, made_again) == (200, body, False)
    assert headers.pop("X-Request-ID") != headers_again.pop("X-Request-ID")
    assert headers_again == headers
    # And as Django itself gives it from what it keeps.
    ask.application.public.ready = lambda _asked: None
    _status, headers_kept, body_kept, made_kept = ask(path)
    assert (headers_kept | {"X-Request-ID": ""}, body_kept, made_kept) == (headers | {"X-Request-ID": ""}, body, True)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"method": "HEAD"}, 200),
        ({"method": "POST"}, 403),
        ({"HTTP_COOKIE": f"a=b; {settings.SESSION_COOKIE_NAME}=abcdefgh"}, 200),
        ({"HTTP_HOST": "elsewhere.example"}, 400),
        ({"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "div#results"}, 200),
        ({"HTTP_ACCEPT_ENCODING": "gzip"}, 200),
        ({"HTTP_ACCEPT_ENCODING": ""}, 200),
        ({"wsgi.url_scheme": "https"}, 200),
        ({"QUERY_STRING": "actor=iran"}, 200),
        ({"PATH_INFO": "/ar/"}, 200),
        ({"CONTENT_LENGTH": "999999999"}, 413),
    ],
)
def test_whatever_could_be_another_answer_goes_through_django(ask, talks, asked, status):  # noqa: F811
    ask("/")
    assert ask("/")[3] is False
    assert (answer := ask("/", **asked))[0] == status
    assert answer[3] is True


@pytest.mark.parametrize("said", ["{}", '"another", {}', "{}x", "*"])
def test_who_has_it_is_told_so(ask, talks, said):  # noqa: F811
    etag = ask("/")[1]["ETag"]
    asked = {"HTTP_IF_NONE_MATCH": said.format(etag)}
    status, headers, body, made = ask("/", **asked)
    assert made is False
    ask.application.public.ready = lambda _asked: None
    status_then, headers_then, body_then, made_then = ask("/", **asked)
    assert made_then is True
    assert (status, headers | {"X-Request-ID": ""}, body) == (status_then, headers_then | {"X-Request-ID": ""}, body_then)
    assert (status == 304) is (etag in said.format(etag).split(", "))


def test_a_change_is_seen_once_the_version_has_been_asked_for_again(ask, talks, monkeypatch):  # noqa: F811
    moment = [1000.0]
    monkeypatch.setattr(caching.time, "monotonic", lambda: moment[0])
    with override_settings(VERSION_SECONDS=1.0):
        ask("/events/talks/", HTTP_ACCEPT_ENCODING="")
        Event.objects.filter(slug="talks").update(title="Changed since")
        *_rest, before, made = ask("/events/talks/", HTTP_ACCEPT_ENCODING="")
        assert (b"Changed since" in before, made) == (False, False)
        moment[0] += 1.0
        *_rest, after, made = ask("/events/talks/", HTTP_ACCEPT_ENCODING="")
        assert (b"Changed since" in after, made) == (True, True)
        assert ask("/events/talks/", HTTP_ACCEPT_ENCODING="")[2:] == (after, False)


def test_it_is_counted_and_told_like_any_other(ask, talks, caplog, settings):  # noqa: F811
    counted = []
    ask.application.watch.counted = lambda *values: counted.append(values[:-1])
    ask("/")
    settings.PROXIES = 1
    with caplog.at_level(logging.DEBUG, "timeline.request"):
        _status, headers, body, made = ask("/", HTTP_X_REQUEST_ID="given-by-a-proxy")
    assert made is False
    assert headers["X-Request-ID"] == "given-by-a-proxy"
    ask("/", HTTP_IF_NONE_MATCH=headers["ETag"])
    assert counted == [("GET", "timeline", 200, "miss"), ("GET", "kept", 200, "hit"), ("GET", "kept", 304, "304")]
    (line,) = [one for one in caplog.records if one.name == "timeline.request"]
    assert (line.method, line.path, line.status, line.cache, line.bytes) == ("GET", "/", 200, "hit", len(body))


def test_it_stands_in_for_two_middlewares_and_says_so_where_they_are_others(settings):
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    with pytest.raises(TypeError, match="MIDDLEWARE begins with WatchMiddleware and PublicCacheMiddleware"):
        Application()
