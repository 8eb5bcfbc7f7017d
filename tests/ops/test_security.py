"""What every answer must carry, and what none may do, whatever is asked."""

import io
import json
import logging
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import event
from tests.ops.noise import UNESCAPED, addresses, requests
from timeline import logs
from timeline.web import limits

ANSWERS = [
    "/",
    "/events/talks/",
    "/actors/",
    "/nothing/",
    "/?page=0",
    "/healthz",
    "/readyz",
    "/metrics",
    "/admin/login/",
    "/static/css/site.css",
]


@pytest.fixture
def talks(cast):
    cast(event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}), event("call", "2025-10-21", {"us": "initiator"}))


@pytest.fixture(autouse=True)
def _counters_at_zero():
    caches["default"].clear()


@pytest.mark.parametrize("path", ANSWERS)
class TestEveryAnswer:
    def test_has_a_strict_content_security_policy(self, client, talks, path):
        policy = client.get(path).headers["Content-Security-Policy"]
        scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src")), "")
        assert "unsafe" not in scripts
        assert "default-src 'none'" in policy or path.startswith("/admin/")
        assert "*" not in policy
        assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy

    def test_says_what_browsers_must_not_do(self, client, talks, path):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["Permissions-Policy"]

    def test_names_itself(self, client, talks, path):
        ids = {client.get(path).headers["X-Request-ID"] for _ in range(3)}
        assert len(ids) == 3


class TestFraming:
    @pytest.mark.parametrize("path", ["/", "/events/talks/", "/admin/login/", "/about/"])
    def test_is_refused(self, client, talks, path):
        assert client.get(path).headers["X-Frame-Options"] == "DENY"

    def test_the_desk_is_a_window_of_its_own_and_readers_pages_may_open_from_a_sandboxed_embed(self, client, talks):
        assert client.get("/admin/login/").headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert client.get("/events/talks/").headers["Cross-Origin-Opener-Policy"] == "unsafe-none"


PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "PROXIES": 1,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


class TestInProduction:
    def test_plain_http_leads_to_https_and_probes_are_answered(self, db):
        with override_settings(**PRODUCTION):
            client = Client()
            assert client.get("/about/").headers["Location"] == "https://testserver/about/"
            assert client.get("/healthz").status_code == 200
            assert client.get("/readyz").status_code == 200

    def test_https_stays(self, db):
        with override_settings(**PRODUCTION):
            assert (
                Client().get("/about/", headers={"X-Forwarded-Proto": "https"}).headers["Strict-Transport-Security"] == "max-age=31536000"
            )

    def test_a_host_that_is_not_ours_is_refused(self, client, db):
        response = client.get("/", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert "evil.example" not in response.content.decode()

    def test_the_desks_cookies_stay_with_the_browser(self, db):
        get_user_model().objects.create_superuser("desk", password="a password")
        with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
            client = Client()
            client.get("/admin/login/")
            for cookie in client.cookies.values():
                assert cookie["secure"]
                assert cookie["samesite"] == "Lax"


class TestRateLimits:
    """Counted by the client's own address, and only what is really made."""

    @pytest.fixture(autouse=True)
    def _on(self, monkeypatch):
        # One and the same minute throughout.
        monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_700_000_010.0))
        with override_settings(RATE_LIMITS=True, PROXIES=1):
            yield

    def ask(self, path, address, client=None):
        return (client or Client()).get(path, headers={"X-Forwarded-For": f"6.6.6.6, {address}"})

    def test_one_client_is_told_to_wait(self, talks):
        client = Client()
        statuses = [self.ask(f"/?q=talks{n}", "203.0.113.7", client).status_code for n in range(61)]
        assert statuses[:60] == [200] * 60
        refused = self.ask("/?q=again", "203.0.113.7", client)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
        assert refused.headers["Cache-Control"] == "no-store"
        assert "wait" in refused.content.decode()

    def test_others_behind_the_same_cache_are_not(self, talks):
        client = Client()
        for n in range(70):
            self.ask(f"/?q=talks{n}", "203.0.113.7", client)
        assert self.ask("/?q=mine", "203.0.113.8", client).status_code == 200

    def test_what_is_kept_does_not_count(self, talks):
        client = Client()
        assert {self.ask("/?q=talks", "203.0.113.7", client).status_code for _ in range(100)} == {200}

    def test_a_cache_that_asks_of_its_own_accord_is_not_a_greedy_reader(self, talks):
        client = Client()
        assert {client.get(f"/?q=talks{n}").status_code for n in range(100)} == {200}

    def test_an_address_that_the_client_made_up_does_not_help(self, talks):
        client = Client()
        for n in range(61):
            client.get(f"/?q=talks{n}", headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.7"})
        assert client.get("/?q=again", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}).status_code == 429

    def test_guessing_passwords_is_slowed_down(self, db):
        client = Client()
        form = {"username": "desk", "password": "guess"}
        statuses = [client.post("/admin/login/", form, headers={"X-Forwarded-For": "203.0.113.9"}).status_code for _ in range(25)]
        assert statuses[-1] in (403, 429)

    def test_a_counter_that_is_broken_refuses_nobody(self, talks, monkeypatch):
        monkeypatch.setattr(limits, "caches", {})
        assert {self.ask(f"/?q=talks{n}", "203.0.113.7").status_code for n in range(3)} == {200}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_that_can_be_asked_breaks_it(talks, data):
    """Every address there is, with noise for parameters: no 500, nothing comes back as markup. bench/fuzz.py asks 10,000 times."""
    method, path, headers = data.draw(requests(addresses()))
    client = Client(raise_request_exception=True)
    response = client.generic(method, path, headers=headers)
    assert response.status_code < 500, (method, path, headers)
    if not response.streaming and response.headers.get("Content-Type", "").startswith(
        ("text/html", "image/svg", "application/xml", "application/atom")
    ):
        assert not UNESCAPED.search(plain(response)), (path, headers)
    assert not response.has_header("X-Mark")
    assert not response.cookies


def plain(response):
    import gzip

    import brotli

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(response.headers.get("Content-Encoding", ""), bytes)
    return unpack(response.content).decode(errors="replace")


class TestSecretsAreNeverLogged:
    SECRETS = ["a-very-secret-key-0123456789", "postgres://timeline:hunter2%2Fpass@db/timeline", "hunter2/pass"]

    @pytest.fixture
    def line(self):
        def write(level, message, *args, fault=None):
            record = logging.LogRecord(
                "timeline.test", level, __file__, 1, message, args, (type(fault), fault, fault.__traceback__) if fault else None
            )
            assert logs.Redact(logs.secrets_of(*self.SECRETS)).filter(record)
            return logs.Json().format(record)

        return write

    @pytest.mark.parametrize(
        "secret", ["a-very-secret-key-0123456789", "hunter2/pass", "hunter2%2Fpass", "postgres://timeline:hunter2%2Fpass@db/timeline"]
    )
    def test_not_in_messages_their_parts_or_tracebacks(self, line, secret):
        try:
            int(f"could not connect to {secret}")
        except ValueError as fault:
            for written in (line(40, f"tried {secret}"), line(40, "tried %s", secret), line(40, "it failed", fault=fault)):
                assert "hunter2" not in written
                assert "very-secret" not in written
                assert logs.HIDDEN in written

    def test_a_fault_in_a_page_is_mailed_without_them(self, settings):
        from django.views.debug import SafeExceptionReporterFilter

        safe = SafeExceptionReporterFilter().get_safe_settings()
        for name in ("SECRET_KEY", "METRICS_TOKEN"):
            assert set(str(safe[name])) <= {"*"}
        assert set(str(safe["DATABASES"]["default"]["PASSWORD"])) <= {"*"}

    def test_a_line_is_one_json_object_with_the_requests_id(self, client, db):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logs.Json())
        logger = logging.getLogger("timeline.request")
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        try:
            response = client.get("/about/?q=a+reader's+search")
        finally:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)
        said = json.loads(stream.getvalue().splitlines()[-1])
        assert said["request_id"] == response.headers["X-Request-ID"]
        assert (said["method"], said["path"], said["status"], said["cache"]) == ("GET", "/about/", 200, "miss")
        assert "search" not in stream.getvalue()
