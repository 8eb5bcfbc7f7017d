"""`/api/v1/`: the site's filters and sentences for programs; every example of docs/api.md runs."""

import json

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import event
from timeline.events.models import Event
from timeline.wsgi import application


@pytest.fixture
def many(cast):
    cast(
        *(
            event(f"e{n:02}", f"2025-{1 + n // 20:02}-{1 + n % 20:02}", {"iran": "host"} if n % 2 else {"rubio": "initiator"})
            for n in range(45)
        ),
        event("hidden", "2025-10-20", {"iran": "host"}, status="draft"),
        event("month", "2025-03", {"qaani": "initiator"}, storylines=["pact"]),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


@pytest.fixture
def api(client, db):
    def request(path, status=200, **headers):
        response = client.get(path if path.startswith("/") else f"/api/v1/{path}", headers=headers)
        assert response.status_code == status, response.content
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Type"] == "application/json"
        return json.loads(response.content)

    return request


def everything(api, path, name):
    """All records of a list, page by page."""
    found, address, pages = [], path, 0
    while address:
        answer = api(address.removeprefix("http://testserver"))
        found += [one["slug"] for one in answer[name]]
        address, pages = answer["next"], pages + 1
        assert pages < 100
    return found


class TestLists:
    @pytest.mark.parametrize("limit", [1, 7, 46, 200])
    def test_pages_hold_every_event_once_in_the_records_order(self, api, many, limit):
        expected = list(Event.objects.published().values_list("slug", flat=True))
        assert everything(api, f"events?limit={limit}&fields=slug", "events") == expected

    def test_an_event_withdrawn_between_two_pages_hides_no_other(self, api, many):
        first = api("events?limit=5&fields=slug")
        gone = first["events"][-1]["slug"]
        Event.objects.filter(slug=gone).update(status="withdrawn")
        Event.objects.filter(slug=first["events"][0]["slug"]).update(status="withdrawn")
        rest = everything(api, first["next"], "events")
        assert rest[0] == "e05"
        assert len(rest) == 41

    def test_the_filter_is_the_sites(self, api, get, many):
        query = "actor=iran&from=February 2025"
        assert everything(api, f"events?{query}&limit=4", "events") == get(f"/?{query}").events
        assert api(f"events?{query}")["title"] == get(f"/?{query}").text("h1")

    def test_a_draft_is_nowhere(self, api, many):
        assert "hidden" not in everything(api, "events", "events")
        api("events/hidden", 404)

    def test_only_the_fields_that_are_asked_for(self, api, many):
        assert api("events?fields=title,date&limit=1")["events"][0].keys() == {"slug", "title", "date"}
        assert api("events/e01?fields=kind")["event"] == {"slug": "e01", "kind": "meeting"}

    def test_actors_sources_and_storylines_of_a_view(self, api, many):
        assert everything(api, "actors?limit=2", "actors") == ["iran", "irgc", "qaani", "rubio", "us"]
        assert everything(api, "actors?storyline=pact", "actors") == ["iran", "irgc", "qaani"]
        assert everything(api, "sources?actor=iran", "sources") == ["paper"]
        assert everything(api, "storylines", "storylines") == ["pact"]
        assert api("actors/iran")["actor"]["event_count"] == 23
        assert api("sources/paper")["source"]["address"] == "https://paper.example/1"
        assert api("storylines/pact")["storyline"]["title"] == "The security pact"

    def test_answers_are_in_the_language_asked_for(self, api, many):
        assert api("actors/iran?lang=fa")["actor"]["name"] == "ایران"
        assert api("actors/iran?lang=fa")["actor"]["url"] == "http://testserver/fa/actors/iran/"


class TestSearch:
    def test_finds_actors_storylines_and_events_in_any_spelling(self, api, many):
        found = api("search?q=قاآني&fields=title")
        assert [one["slug"] for one in found["actors"]] == ["qaani"]
        assert [one["slug"] for one in found["events"]] == ["month"]
        assert [one["slug"] for one in api("search?q=security pact")["storylines"]] == ["pact"]

    def test_words_combine_with_filters(self, api, many):
        assert api("search?q=title&actor=iran&fields=slug")["event_count"] == 23

    def test_a_typing_error_is_forgiven_and_said(self, api, client, many):
        found = api("search?q=tilte&fields=slug")
        assert found["instead"] == [{"typed": "tilte", "used": "title", "begins": False}]
        said = "No event has the word “tilte”. Showing results for “title”."
        assert found["note"] == api("events?q=tilte")["note"] == said
        assert json.loads(client.get("/events.json?q=tilte").content)["note"] == said
        assert not api("search?q=title")["instead"]

    def test_nothing_to_look_for_is_refused(self, api, many):
        assert api("search", 400)["errors"][0]["parameter"] == "q"


class TestRefusals:
    @pytest.mark.parametrize(
        "query, parameter",
        [
            ("kind=party", "kind"),
            ("actor=nobody", "actor"),
            ("from=soonish", "from"),
            ("from=2026&to=2025", "to"),
            ("fields=colour", "fields"),
            ("limit=0", "limit"),
            ("limit=many", "limit"),
            ("limit=99999999999999999999", "limit"),
            ("cursor=x", "cursor"),
            ("cursor=bnVsbA", "cursor"),
            ("cursor=W1t7fV1d", "cursor"),
            ("page=0", "page"),
        ],
    )
    def test_say_the_parameter_and_a_sentence(self, api, many, query, parameter):
        (fault,) = api(f"events?{query}", 400)["errors"]
        assert fault["parameter"] == parameter
        assert fault["message"].endswith(".")

    def test_say_what_the_site_says(self, api, get, many):
        (fault,) = api("events?from=soonish", 400)["errors"]
        assert fault["message"] in get("/?from=soonish").text(".notice")

    @pytest.mark.parametrize(
        "path", ["events/none", "actors/none", "sources/none", "storylines/none", "nothing", "actors/%00", "sources/%00"]
    )
    def test_what_is_not_there_is_404_with_a_sentence(self, api, many, path):
        assert api(path, 404)["errors"][0]["message"]


class TestCaching:
    def test_an_unchanged_answer_is_not_sent_again(self, client, many):
        first = client.get("/api/v1/events?limit=1")
        assert client.get("/api/v1/events?limit=1", headers={"if-none-match": first["ETag"]}).status_code == 304
        Event.objects.filter(slug="e01").update(title="Other words")
        assert client.get("/api/v1/events?limit=1", headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_queries_are_a_constant(self, client, many, django_assert_max_num_queries):
        client.get("/api/v1/events?limit=1")
        with django_assert_max_num_queries(20):
            client.get("/api/v1/events?limit=40")


class TestDocumentation:
    def test_the_schema_is_openapi_3_1_and_open(self, api, db):
        schema = api("openapi.json")
        assert schema["openapi"].startswith("3.1")
        assert len(schema["paths"]) == 9

    def test_the_page_explains_every_operation_and_its_examples_work(self, get, client, dataset, db):
        page = get("/api/v1/")
        schema = json.loads(client.get("/api/v1/openapi.json").content)
        assert [code.get_text() for code in page.all("h2 code")] == [f"GET {path}" for path in schema["paths"]]
        examples = [link["href"] for link in page.all(".cited a")]
        assert len(examples) == 5
        assert {one: client.get(one.removeprefix("http://testserver")).status_code for one in examples} == dict.fromkeys(examples, 200)
        assert not [script for script in page.all("script") if "/static/" not in script.get("src", "/static/")]

    def test_every_parameter_is_explained(self, api, db):
        for methods in api("openapi.json")["paths"].values():
            for parameter in methods["get"].get("parameters", ()):
                assert parameter["in"] == "path" or parameter["schema"].get("description"), parameter


PATHS = [f"/api/v1/{name}{rest}" for name in ("events", "actors", "sources", "storylines") for rest in ("", "/{slug}")] + ["/api/v1/search"]


class TestSchema:
    """What schemathesis makes up from the schema is answered as the schema promises, and never by a fault of ours."""

    @pytest.fixture
    def schema(self, many):
        # A request ends by closing stale connections; here it would close the one that holds the test's records.
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        signals.request_started.connect(close_old_connections)
        signals.request_finished.connect(close_old_connections)

    @pytest.mark.parametrize("path", PATHS)
    def test_every_operation_keeps_its_promise(self, schema, path):
        operation = schema[path]["GET"]
        checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
        answered = []

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def run(case):
            response = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity"})
            case.validate_response(response, checks=checks)
            answered.append(response.status_code)

        run()
        assert set(answered) <= {200, 400, 404}

    @pytest.mark.parametrize(
        "path", ["events", "events/e01", "actors", "actors/iran", "sources", "sources/paper", "storylines", "search?q=title"]
    )
    def test_a_full_answer_keeps_it_too(self, schema, client, path):
        bare = path.partition("?")[0]
        template = f"/api/v1/{bare}" if "/" not in bare else f"/api/v1/{bare.partition('/')[0]}/{{slug}}"
        case = schema[template]["GET"].Case(
            path_parameters={"slug": bare.partition("/")[2]} if "/" in bare else {}, query={"q": "title"} if "?" in path else {}
        )
        response = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity"})
        assert response.status_code == 200
        case.validate_response(response, checks=[status_code_conformance, content_type_conformance, response_schema_conformance])


@pytest.mark.django_db
@pytest.mark.parametrize(("guessed", "found"), [("/api/", "/api/v1/"), ("/favicon.ico", "/static/img/icon")])
def test_what_is_guessed_leads_to_what_there_is(client, guessed, found):
    response = client.get(guessed)
    assert response.status_code == 302
    assert response.url.startswith(found)
    assert client.get("/api/v2/").status_code == 404
