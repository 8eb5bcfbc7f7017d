"""`/events.*` and the data beside pages: the same query string means the same events as on the page."""

import csv
import io
import json
import zipfile

import feedparser
import icalendar
import openpyxl
import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import event
from timeline.events import export
from timeline.events.models import Event
from timeline.web import exports


@pytest.fixture
def four(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"]),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call", prominence=3),
        event("visit", "2025-10-16/2025-10-19", {"qaani": "initiator"}, kind="visit", confidence="reported", summary="Unannounced."),
        event("old", "2003-03", {"us": "initiator", "iraq": "target"}, kind="military"),
        event("hidden", "2025-10-20", {"iran": "host"}, status="draft"),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


@pytest.fixture
def fetch(client, db):
    def request(path, **headers):
        response = client.get(path, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        response.text_ = body.decode("utf-8", "surrogateescape")
        return response

    return request


def slugs(extension, body):
    """The events that a file holds, in order, by a reader of its format."""
    data = body.encode("utf-8", "surrogateescape")
    match extension:
        case "csv":
            return [one["slug"] for one in csv.DictReader(io.StringIO(body, newline=""))]
        case "xlsx":
            return [line[0].value for line in openpyxl.load_workbook(io.BytesIO(data))["Events"].iter_rows(min_row=2)]
        case "zip":
            return [one["slug"] for one in json.loads(zipfile.ZipFile(io.BytesIO(data)).read("events.json"))["events"]]
        case "json":
            return [one["slug"] for one in json.loads(body)["events"]]
        case "jsonld":
            return [one["url"].rstrip("/").rpartition("/")[2] for one in json.loads(body)["hasPart"]]
        case "ris":
            return [one["id"] for one in rispy.loads(body)]
        case "bib" | "biblatex.bib":
            import bibtexparser

            return bibtexparser.parse_string(body).entries_dict.keys()
        case "csl.json":
            return [one["id"] for one in json.loads(body)]
        case "ics":
            return [str(one["UID"]).partition("@")[0] for one in icalendar.Calendar.from_ical(body).subcomponents]
        case "atom":
            return [one.id.rstrip("/").rpartition("/")[2] for one in feedparser.parse(body).entries]
        case _:
            return [one["unique_id"] for one in json.loads(body)["events"]]


class TestEveryFormat:
    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_holds_the_events_of_the_view_in_the_records_order(self, fetch, four, extension):
        found = list(slugs(extension, fetch(f"/events.{extension}?actor=iran").text_))
        assert (sorted(found) if extension == "atom" else found) == (["talks", "visit"] if extension == "atom" else ["visit", "talks"])

    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_a_draft_is_nowhere(self, fetch, four, extension):
        found = slugs(extension, fetch(f"/events.{extension}").text_)
        assert set(found) == {"old", "visit", "talks", "call"}

    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_is_named_after_the_filter_in_words(self, fetch, four, extension):
        response = fetch(f"/events.{extension}?actor=iran&kind=visit")
        assert f'filename="visits-that-involve-iran.{extension}"' in response["Content-Disposition"]

    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_may_be_read_by_any_page_and_is_kept_by_caches_until_the_content_changes(self, fetch, four, extension):
        first = fetch(f"/events.{extension}")
        assert first["Access-Control-Allow-Origin"] == "*"
        assert "public" in first["Cache-Control"]
        assert 'rel="license"' in first["Link"]
        assert fetch(f"/events.{extension}", if_none_match=first["ETag"]).status_code == 304
        Event.objects.filter(slug="talks").update(title="Other words")
        assert fetch(f"/events.{extension}", if_none_match=first["ETag"]).status_code == 200

    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_nonsense_is_refused_with_the_pages_sentence(self, fetch, get, four, extension):
        response = fetch(f"/events.{extension}?actor=nobody&kind=party")
        assert response.status_code == 400
        assert "There is no actor “nobody” on record." in response.text_ or "party" in response.text_
        for item in get("/?actor=nobody&kind=party").all(".notice li"):
            assert item.get_text() in response.text_.replace('\\"', '"')

    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_an_empty_view_is_a_file_without_events(self, fetch, four, extension):
        assert list(slugs(extension, fetch(f"/events.{extension}?kind=election").text_)) == []

    def test_says_query_version_and_licence(self, fetch, four):
        read = json.loads(fetch("/events.json?actor=iran&event=talks&window=2025-10-01/2025-10-31").text_)
        assert read["title"] == "Diplomatic events that involve Iran"
        assert read["count"] == 2
        assert read["page"] == "http://testserver/?actor=iran"
        assert read["licence"]["spdx"] == "CC-BY-4.0"
        assert len(read["version"]) == 16

    def test_an_older_parameter_is_rewritten(self, fetch, four):
        response = fetch("/events.csv?since=2025")
        assert (response.status_code, response["Location"]) == (301, "/events.csv?from=2025")

    def test_csv_points_to_the_meaning_of_its_columns(self, fetch, four):
        link = fetch("/events.csv?actor=iran")["Link"]
        (described,) = [part.split(">")[0].strip(" <") for part in link.split(",") if "describedby" in part]
        read = json.loads(fetch(described.removeprefix("http://testserver")).text_)
        assert read["url"] == "http://testserver/events.csv?actor=iran"
        assert read["dc:title"] == "Diplomatic events that involve Iran"


class TestFeed:
    def test_what_changed_last_comes_first(self, fetch, four):
        Event.objects.get(slug="old").save()
        assert slugs("atom", fetch("/events.atom").text_)[0] == "old"

    def test_a_long_feed_has_pages(self, fetch, cast):
        cast(*(event(f"e{n}") for n in range(120)))
        first = feedparser.parse(fetch("/events.atom").text_)
        (following,) = [link.href for link in first.feed.links if link.rel == "next"]
        second = feedparser.parse(fetch(following.removeprefix("http://testserver")).text_)
        assert len(first.entries) == 100
        assert len({one.id for one in first.entries} | {one.id for one in second.entries}) == 120
        assert fetch("/events.atom?page=3").status_code == 404


class TestLanguages:
    def test_a_file_takes_its_language_from_the_query(self, fetch, cast):
        cast(
            event("talks"),
            translations={"ar": {"events": {"talks": {"title": "محادثات", "label": "محادثات", "summary": "اجتمعوا"}}}},
        )
        (read,) = json.loads(fetch("/events.json?lang=ar").text_)["events"]
        assert (read["title"], read["language"]) == ("محادثات", "ar")
        assert read["url"] == "http://testserver/ar/events/talks/"
        (english,) = json.loads(fetch("/events.json").text_)["events"]
        assert english["title"] == "Title of talks"

    def test_beside_a_page_it_is_in_the_pages_language(self, fetch, cast):
        cast(event("talks"), translations={"fa": {"events": {"talks": {"title": "گفتگو", "label": "گفتگو"}}}})
        assert json.loads(fetch("/fa/events/talks.json").text_)["event"]["title"] == "گفتگو"


class TestBesidePages:
    @pytest.mark.parametrize("extension", ["json", "jsonld", "ris", "bib", "biblatex.bib", "csl.json", "ics"])
    def test_an_event(self, fetch, four, extension):
        response = fetch(f"/events/talks.{extension}")
        assert response.status_code == 200
        assert "Title of talks" in response.text_
        assert f'filename="talks.{extension}"' in response["Content-Disposition"]

    @pytest.mark.parametrize(
        "path", ["/events/hidden.json", "/events/none.ris", "/actors/none.json", "/storylines/none.json", "/sources/none.json"]
    )
    def test_what_is_not_public_is_not_found(self, fetch, four, path):
        assert fetch(path).status_code == 404

    def test_an_actor_with_the_events_of_its_members(self, fetch, four):
        read = json.loads(fetch("/actors/iran.json").text_)
        assert read["actor"]["names"] == {"en": "Iran", "fa": "ایران"}
        assert [one["slug"] for one in read["events"]] == ["visit", "talks"]

    def test_a_storyline_and_a_source_with_their_events(self, fetch, four):
        assert [one["slug"] for one in json.loads(fetch("/storylines/pact.json").text_)["events"]] == ["talks"]
        assert [one["slug"] for one in json.loads(fetch("/sources/paper.json").text_)["events"]] == ["old", "visit", "talks", "call"]
        assert rispy.loads(fetch("/sources/paper.ris").text_)[0]["urls"] == ["https://paper.example/1"]

    def test_the_lists(self, fetch, four):
        assert [one["slug"] for one in json.loads(fetch("/actors.json?kind=call").text_)["actors"]] == ["iraq", "rubio", "us"]
        assert [one["slug"] for one in json.loads(fetch("/storylines.json").text_)["storylines"]] == ["pact"]
        assert [one["slug"] for one in json.loads(fetch("/sources.json").text_)["sources"]] == ["paper"]
        assert [one["id"] for one in rispy.loads(fetch("/sources.ris?actor=iran").text_)] == ["paper"]
        assert json.loads(fetch("/sources.csl.json?kind=election").text_) == []


class TestCost:
    def test_queries_grow_with_chunks_not_with_events(self, fetch, cast, monkeypatch):
        cast(*(event(f"e{n}") for n in range(30)))
        fetch("/events.json")

        def count():
            with CaptureQueriesContext(connection) as captured:
                fetch("/events.json")
            return len(captured)

        whole = count()
        monkeypatch.setattr(export, "CHUNK", 10)
        assert count() - whole <= 2 * 10
        assert whole <= 20

    def test_a_long_file_flows_and_is_the_same_file(self, client, fetch, four, monkeypatch):
        whole = fetch("/events.json")
        monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)
        Event.objects.filter(slug="old").update(title="Title of old")
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/events.json")
        assert response.streaming
        assert "ETag" in response
        assert not any("events_citation" in one["sql"] for one in captured.captured_queries if "supports" in one["sql"])
        flowed = json.loads(b"".join(response.streaming_content))
        assert [one["slug"] for one in flowed["events"]] == [one["slug"] for one in json.loads(whole.text_)["events"]]

    @pytest.mark.parametrize("encoding", ["gzip", "br"])
    def test_a_long_file_is_compressed_as_it_flows(self, client, four, monkeypatch, encoding):
        import gzip

        import brotli

        monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)
        response = client.get("/events.json", headers={"accept-encoding": encoding})
        assert response["Content-Encoding"] == encoding
        first, *rest = response.streaming_content
        assert first
        unpacked = gzip.decompress(first + b"".join(rest)) if encoding == "gzip" else brotli.decompress(first + b"".join(rest))
        assert json.loads(unpacked)["count"] == 4


class TestTheWholeRecord:
    @pytest.mark.usefixtures("dataset")
    @pytest.mark.django_db
    @pytest.mark.parametrize("extension", exports.EVENTS)
    def test_every_published_event_is_in_every_file(self, client, extension):
        body = client.get(f"/events.{extension}").content.decode("utf-8", "surrogateescape")
        published = set(Event.objects.published().values_list("slug", flat=True))
        found = set(slugs(extension, body))
        if extension == "atom":
            assert len(found) == 100
        elif extension == "timeline.json":
            assert published - found == set(Event.objects.published().filter(earliest=None).values_list("slug", flat=True))
        else:
            assert found == published
