"""Atom by feedparser, iCal by icalendar, JSON-LD by pyld, TimelineJS's JSON by its own rules (tests/browser draws it)."""

import json as standard_json
from datetime import UTC, date, datetime, timedelta

import feedparser
import icalendar
import pytest
from pyld import jsonld as processor

from tests.formats.conftest import event
from timeline.dates import FuzzyDate
from timeline.formats import atom, ical, json, jsonld, timelinejs
from timeline.formats.days import ends, whole_days


class TestDays:
    @pytest.mark.parametrize(
        "edtf, start, end, days",
        [
            ("2025-10-20", "2025-10-20", None, (date(2025, 10, 20), date(2025, 10, 20))),
            ("2025-10", "2025-10", None, None),
            ("1953", "1953", None, None),
            ("2025-10-20~", None, None, None),
            ("2025-10-20/2025-10-22", "2025-10-20", "2025-10-22", (date(2025, 10, 20), date(2025, 10, 22))),
            ("2025-10-20~/2025-10-22", None, "2025-10-22", None),
            ("2025-10/2025-11", "2025-10", "2025-11", None),
            ("2003-03-20/..", "2003-03-20", None, None),
        ],
    )
    def test_only_what_is_exact_is_said(self, edtf, start, end, days):
        value = FuzzyDate.from_edtf(edtf)
        assert ends(value) == (start, end)
        assert whole_days(value) == days


class TestAtom:
    def test_is_well_formed_and_says_everything(self, extract, rows):
        read = feedparser.parse(
            "".join(atom.pieces(extract, rows, updated=datetime(2026, 2, 3, tzinfo=UTC), links=[("next", "https://x.example/?page=2")]))
        )
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"
        assert read.feed.title == extract.title
        assert extract.licence in read.feed.rights
        assert {link.rel for link in read.feed.links} == {"license", "alternate", "self", "next"}
        assert [one.id for one in read.entries] == [row.url for row in rows]
        assert [one.title for one in read.entries][3] == rows[3].title
        assert read.entries[0].updated == "2026-02-03T04:05:06Z"
        assert read.entries[0].content[0].value.startswith("in words: 2025-10-20. Tehran, Iran. They met")

    def test_markup_in_a_title_stays_text(self, extract, rows):
        read = feedparser.parse("".join(atom.pieces(extract, [rows[2]], updated=rows[2].changed)))
        assert read.entries[0].title_detail.type == "text/plain"
        assert "<script>" in read.entries[0].title


class TestIcal:
    def test_days_that_are_known_are_events_all_others_dateless_entries(self, extract, rows):
        calendar = icalendar.Calendar.from_ical("".join(ical.pieces(extract, rows)))
        events = {str(one["UID"]).split("@")[0]: one for one in calendar.walk("VEVENT")}
        journals = {str(one["UID"]).split("@")[0]: one for one in calendar.walk("VJOURNAL")}
        assert set(events) == {"talks", "visit", "long-ago"}
        assert set(events) | set(journals) == {row.slug for row in rows}
        assert events["visit"].decoded("DTSTART") == date(2025, 10, 20)
        assert events["visit"].decoded("DTEND") == date(2025, 10, 22) + timedelta(days=1)
        assert events["visit"]["STATUS"] == "TENTATIVE"
        assert not any("DTSTART" in one for one in journals.values())
        assert "in words: 2025-10~" in str(journals["about-then"]["DESCRIPTION"])

    def test_texts_come_back(self, extract, rows):
        calendar = icalendar.Calendar.from_ical("".join(ical.pieces(extract, rows)))
        titles = {str(one["UID"]).split("@")[0]: str(one["SUMMARY"]) for one in calendar.subcomponents}
        assert titles["visit"] == rows[1].title
        assert titles["a-month"] == rows[3].title
        assert titles["about-then"] == rows[2].title
        assert rows[1].summary.replace("\r", "") in str(calendar.walk("VEVENT")[1]["DESCRIPTION"])

    def test_no_line_is_longer_than_75_octets_and_none_is_cut_inside_a_letter(self, extract, rows):
        for line in "".join(ical.pieces(extract, rows)).encode().split(b"\r\n"):
            assert len(line) <= ical.MOST_OCTETS
            line.decode()

    def test_the_calendar_says_what_it_is_and_what_it_lacks(self, extract, rows):
        calendar = icalendar.Calendar.from_ical("".join(ical.pieces(extract, rows)))
        assert str(calendar["X-WR-CALNAME"]).replace("\\,", ",") == extract.title
        assert ical.CANNOT_CARRY in str(calendar["DESCRIPTION"])
        assert extract.licence in str(calendar["DESCRIPTION"])


class TestJson:
    def test_round_trips_every_row(self, extract, rows):
        read = standard_json.loads("".join(json.pieces(extract, rows)))
        assert read["version"] == extract.version
        assert read["licence"]["spdx"] == "CC-BY-4.0"
        assert read["events"] == [json.event_object(row) for row in rows]
        assert [one["date"]["edtf"] for one in read["events"]] == [row.date.edtf for row in rows]

    def test_no_events_is_an_empty_list(self, extract):
        assert standard_json.loads("".join(json.pieces(extract, [])))["events"] == []


SCHEMA = "https://schema.org/"


class TestJsonLd:
    @pytest.fixture
    def events(self, extract, rows):
        def no_network(url, _options):
            raise AssertionError(f"asked for {url}")

        (dataset,) = processor.expand(standard_json.loads("".join(jsonld.pieces(extract, rows))), {"documentLoader": no_network})
        assert dataset["@type"] == [f"{SCHEMA}Dataset"]
        assert dataset[f"{SCHEMA}license"] == [{"@id": extract.licence_url}]
        return {one["@id"].split("/events/")[1].split("/")[0]: one for one in dataset[f"{SCHEMA}hasPart"]}

    def test_expands_without_asking_anyone(self, events, rows):
        assert list(events) == [row.slug for row in rows]
        assert {tuple(one["@type"]) for one in events.values()} == {(f"{SCHEMA}Event",)}

    def test_imprecise_dates_are_never_padded(self, events):
        def said(slug, name):
            return [one["@value"] for one in events[slug].get(f"{SCHEMA}{name}", [])]

        assert said("talks", "startDate") == ["2025-10-20"]
        assert (said("visit", "startDate"), said("visit", "endDate")) == (["2025-10-20"], ["2025-10-22"])
        assert said("a-month", "startDate") == ["2025-10"]
        assert said("a-year", "startDate") == ["1953"]
        assert (said("about-then", "startDate"), said("about-then", "endDate")) == ([], [])
        assert (said("open-start", "startDate"), said("open-start", "endDate")) == ([], ["2014-06"])

    def test_every_date_stands_as_edtf_too(self, events, rows):
        edtf = {slug: one["http://purl.org/dc/terms/date"][0] for slug, one in events.items()}
        assert edtf == {row.slug: {"@type": jsonld.EDTF, "@value": row.date.edtf} for row in rows}

    def test_turns_into_rdf(self, extract):
        quads = processor.to_rdf(standard_json.loads("".join(jsonld.pieces(extract, [event()]))))
        assert len(quads["@default"]) > 20

    def test_nothing_can_end_the_script_element(self, extract):
        page = jsonld.event_page(event(title="</script><!-- & \u2028"), extract)
        text = jsonld.script(page)
        assert not {"<", ">", "&", "\u2028"} & set(text)
        assert standard_json.loads(text) == page

    def test_what_is_not_confirmed_says_so(self, extract):
        assert jsonld.event(event(confidence="reported"))["description"].startswith("Reported, not confirmed.")


class TestTimelineJs:
    def test_dates_are_no_more_exact_than_known_and_said_in_words(self, extract, rows):
        slides = {one["unique_id"]: one for one in standard_json.loads("".join(timelinejs.pieces(extract, rows)))["events"]}
        assert slides["talks"]["start_date"] == {"year": 2025, "month": 10, "day": 20}
        assert "end_date" not in slides["talks"]
        assert slides["visit"]["end_date"] == {"year": 2025, "month": 10, "day": 22}
        assert slides["a-month"]["start_date"] == {"year": 2025, "month": 10}
        assert slides["a-year"]["start_date"] == {"year": 1953}
        assert slides["about-then"]["display_date"] == "in words: 2025-10~"
        assert "open-start" not in slides

    def test_markup_in_texts_stays_text(self, extract, rows):
        text = "".join(timelinejs.pieces(extract, rows))
        assert "<script>" not in text
