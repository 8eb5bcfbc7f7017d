"""RIS by rispy, BibTeX by bibtexparser, CSL-JSON by citeproc, the text styles by eye."""

import json as standard_json
from datetime import UTC, datetime

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from tests.formats.conftest import event, source
from timeline.dates import FuzzyDate
from timeline.formats import bibtex, citation, csl, embedded, reference, ris
from timeline.formats.citation import plain


class TestRis:
    def test_is_read_as_one_web_page_an_event(self, extract, rows):
        read = rispy.loads("".join(ris.pieces(extract, rows)))
        assert [one["id"] for one in read] == [row.slug for row in rows]
        assert {one["type_of_reference"] for one in read} == {"ELEC"}
        assert read[0]["title"] == rows[0].title
        assert read[0]["urls"] == [rows[0].url]
        assert read[0]["secondary_title"] == extract.site
        assert read[0]["date"] == "2026/02/03/"

    def test_the_date_of_the_event_is_said_in_the_note(self, extract, rows):
        notes = {one["id"]: " ".join(one["notes"]) for one in rispy.loads("".join(ris.pieces(extract, rows)))}
        assert "EDTF 2025-10~" in notes["about-then"]
        assert "Disputed." in notes["about-then"]

    def test_a_doubtful_date_of_publication_is_left_out_and_said(self, extract):
        about = source(published=FuzzyDate.from_edtf("2025-10~"), published_words="about October 2025")
        (read,) = rispy.loads(ris.record(reference.of_source(about, extract)))
        assert "year" not in read
        assert "date" not in read
        assert "EDTF 2025-10~" in read["notes"][0]

    def test_no_text_can_break_a_record(self, extract):
        (read,) = rispy.loads("".join(ris.pieces(extract, [event(title="A\r\nER  - \r\nTY  - BOOK")])))
        assert read["title"] == "A ER - TY - BOOK"


class TestBibtex:
    @pytest.mark.parametrize("pieces", [bibtex.pieces, bibtex.pieces_biblatex])
    def test_is_read_without_a_fault_and_titles_come_back(self, extract, rows, pieces):
        library = bibtexparser.parse_string(
            "".join(pieces(extract, rows)), append_middleware=[bibtexparser.middlewares.LatexDecodingMiddleware()]
        )
        assert not library.failed_blocks
        assert [one.key for one in library.entries] == [row.slug for row in rows]
        titles = {one.key: one["title"].removeprefix("{").removesuffix("}") for one in library.entries}
        assert titles["a-month"] == next(row.title for row in rows if row.slug == "a-month")
        assert "100% #1 _x_" in titles["about-then"]
        assert "{braces}" in titles["about-then"]

    def test_biblatex_keeps_uncertain_dates(self, extract, rows):
        library = bibtexparser.parse_string("".join(bibtex.pieces_biblatex(extract, rows)))
        assert {one.key: one["eventdate"] for one in library.entries} == {row.slug: row.date.edtf for row in rows}
        assert library.entries[0]["date"] == "2026-02-03"

    def test_bibtex_has_no_date_where_it_is_doubtful(self, extract):
        about = source(published=FuzzyDate.from_edtf("2025-10~"), published_words="about October 2025")
        (entry,) = bibtexparser.parse_string(bibtex.bibtex(reference.of_source(about, extract))).entries
        assert "year" not in entry.fields_dict
        assert "2025-10" in entry["note"]

    def test_an_address_is_kept_letter_for_letter(self, extract):
        (entry,) = bibtexparser.parse_string(bibtex.bibtex(reference.of_source(source(), extract))).entries
        assert entry["url"] == source().address


class TestCsl:
    def test_a_citation_processor_sets_every_item(self, extract, rows):
        items = standard_json.loads("".join(csl.pieces(extract, rows)))
        style = CitationStylesStyle(_style(), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        set_ = [str(one) for one in bibliography.bibliography()]
        assert len(set_) == len(rows)
        assert any("Title of talks" in one and "https://timeline.example/events/talks/" in one and "2026" in one for one in set_)

    @pytest.mark.parametrize(
        "edtf, expected",
        [
            ("2025-10-20", {"date-parts": [[2025, 10, 20]]}),
            ("2025-10", {"date-parts": [[2025, 10]]}),
            ("2025-10~", {"date-parts": [[2025, 10]], "circa": True}),
            ("2025-10-20/2025-10-22", {"date-parts": [[2025, 10, 20], [2025, 10, 22]]}),
            ("2003/..", None),
        ],
    )
    def test_dates_say_no_more_than_is_known(self, edtf, expected):
        assert csl.date_object(FuzzyDate.from_edtf(edtf)) == expected

    def test_no_events_is_an_empty_list(self, extract):
        assert standard_json.loads("".join(csl.pieces(extract, []))) == []


def _style():
    import citeproc

    return f"{citeproc.__path__[0]}/data/styles/harvard-cite-them-right.csl"


class TestText:
    @pytest.fixture
    def one(self, extract):
        changed = datetime(2025, 11, 21, tzinfo=UTC)
        return reference.of_event(event(title="Al-Araji visits Tehran", date_words="20–22 October 2025", changed=changed), extract)

    def test_an_event_in_chicago(self, one):
        assert plain(citation.chicago(one)) == (
            "“Al-Araji visits Tehran” [event of 20–22 October 2025]. Iraq–Iran–US diplomatic timeline. Version 0123456789abcdef. "
            "Last modified November 21, 2025. Accessed November 25, 2026. https://timeline.example/events/talks/."
        )

    def test_an_event_in_apa(self, one):
        assert plain(citation.apa(one)) == (
            "Al-Araji visits Tehran [event of 20–22 October 2025]. (2025, November 21). Iraq–Iran–US diplomatic timeline "
            "(Version 0123456789abcdef). Retrieved November 25, 2026, from https://timeline.example/events/talks/"
        )

    def test_an_event_in_mla(self, one):
        assert plain(citation.mla(one)) == (
            "“Al-Araji visits Tehran” (event of 20–22 October 2025). Iraq–Iran–US diplomatic timeline, version 0123456789abcdef, "
            "21 Nov. 2025, timeline.example/events/talks/. Accessed 25 Nov. 2026."
        )

    def test_a_view_says_its_filter_in_words_its_count_its_version_and_the_day(self, extract):
        assert plain(citation.chicago(reference.of_view(extract))) == (
            "“Events that involve Iran & Iraq, 2019–2020” [8 events]. Iraq–Iran–US diplomatic timeline. Version 0123456789abcdef. 2026. "
            "Accessed November 25, 2026. https://timeline.example/?actor=iran."
        )
        assert plain(citation.apa(reference.of_view(extract))).startswith(
            "Events that involve Iran & Iraq, 2019–2020 [Data set; 8 events]. (2026). "
        )

    def test_a_source_without_a_date_says_so(self, extract):
        undated = reference.of_source(source(published=None, published_words="", title=""), extract)
        assert plain(citation.apa(undated)) == f"[Untitled page]. (n.d.). The Paper. {undated.url}"
        assert plain(citation.chicago(undated)) == f"“[Untitled page].” The Paper. {undated.url}."

    def test_a_question_keeps_its_mark_and_gets_no_stop(self, extract):
        asked = reference.of_source(source(title="Who won?"), extract)
        assert plain(citation.chicago(asked)).startswith("“Who won?” The Paper. October 22, 2025. ")
        assert plain(citation.mla(asked)).startswith("“Who won?” The Paper, 22 Oct. 2025, ")


class TestEmbedded:
    def test_coins_say_the_page_in_a_context_object(self, extract):
        from urllib.parse import parse_qs

        read = parse_qs(embedded.coins(reference.of_source(source(), extract)))
        assert read["ctx_ver"] == ["Z39.88-2004"]
        assert read["rft.title"] == [source().title]
        assert read["rft.identifier"] == [source().address]
        assert read["rft.date"] == ["2025-10-22"]
        assert read["rft.type"] == ["newspaperArticle"]

    def test_highwire_names_the_page_and_every_source(self, extract):
        row = event()
        metas = embedded.highwire(reference.of_event(row, extract), [reference.of_source(one.source, extract) for one in row.citations])
        assert ("citation_title", row.title) in metas
        (cited,) = [content for name, content in metas if name == "citation_reference"]
        assert "citation_publication_date=2025/10/22" in cited
