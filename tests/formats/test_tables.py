"""CSV, Excel and the zip, read by a CSV parser, by openpyxl and by zipfile."""

import csv as standard
import io
import json as standard_json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from tests.formats.conftest import event
from timeline.formats import bundle, csv, xlsx
from timeline.formats.columns import COLUMNS, SEPARATOR


def read_csv(text):
    return list(standard.DictReader(io.StringIO(text, newline="")))


def read_xlsx(pieces):
    return openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))


class TestCsv:
    def test_gives_back_every_text_as_it_was(self, extract, rows):
        read = read_csv("".join(csv.pieces(extract, rows)))
        assert [csv.undefuse(one["title"]) for one in read] == [row.title for row in rows]
        assert [csv.undefuse(one["summary"]) for one in read] == [row.summary for row in rows]

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1", "it's", "'quoted'", "plain", ""]
    )
    def test_a_defused_cell_is_never_a_formula_and_comes_back(self, text):
        defused = csv.defuse(text)
        assert not defused.startswith(csv.FORMULA)
        assert csv.undefuse(defused) == text

    def test_no_cell_of_the_file_starts_as_a_formula(self, extract, rows):
        for line in read_csv("".join(csv.pieces(extract, rows))):
            assert [name for name, value in line.items() if value.startswith(csv.FORMULA)] == []

    def test_dates_stand_as_edtf_and_as_first_and_last_day(self, extract, rows):
        read = {one["slug"]: (one["date"], one["first_day"], one["last_day"]) for one in read_csv("".join(csv.pieces(extract, rows)))}
        assert read["visit"] == ("2025-10-20/2025-10-22", "2025-10-20", "2025-10-22")
        assert read["a-month"] == ("2025-10", "2025-10-01", "2025-10-31")
        assert read["open-end"] == ("2003-03-20/..", "2003-03-20", "")
        assert read["open-start"] == ("../2014-06", "", "2014-06-30")

    def test_every_row_carries_query_version_and_licence(self, extract, rows):
        for line in read_csv("".join(csv.pieces(extract, rows))):
            assert (line["query"], line["version"], line["licence"]) == (extract.title, extract.version, "CC-BY-4.0")

    def test_lists_in_cells_are_parallel(self, extract):
        line = read_csv("".join(csv.pieces(extract, [event()])))[0]
        names, slugs, roles = (line[name].split(SEPARATOR) for name in ("actors", "actor_slugs", "roles"))
        assert list(zip(names, slugs, roles, strict=True)) == [("Iran", "iran", "host"), ("Qasim al-Araji", "araji", "initiator")]

    def test_its_description_names_every_column_in_order(self, extract, rows):
        described = standard_json.loads(csv.description(extract))
        header = next(standard.reader(io.StringIO("".join(csv.pieces(extract, rows)), newline="")))
        assert [column["name"] for column in described["tableSchema"]["columns"]] == header == [column.name for column in COLUMNS]
        assert all(column["dc:description"] for column in described["tableSchema"]["columns"])
        assert described["dc:license"]["@id"] == extract.licence_url

    def test_no_events_is_a_header_alone(self, extract):
        assert read_csv("".join(csv.pieces(extract, []))) == []


class TestExcel:
    def test_gives_back_every_text_as_it_was(self, extract, rows):
        sheet = read_xlsx(xlsx.pieces(extract, rows))["Events"]
        names = [cell.value for cell in sheet[1]]
        assert names == [column.name for column in COLUMNS]
        titles = [line[names.index("title")].value for line in sheet.iter_rows(min_row=2)]
        # XML has no bell: it is shown as a replacement character.
        assert titles == [row.title.replace("\x07", "\ufffd") for row in rows]

    def test_no_cell_is_a_formula_not_even_when_edited(self, extract, rows):
        sheet = read_xlsx(xlsx.pieces(extract, rows))["Events"]
        cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
        suspect = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(csv.FORMULA)]
        assert suspect
        assert all(cell.quotePrefix for cell in suspect)

    def test_days_are_dates_and_those_before_excels_calendar_are_text(self, extract, rows):
        sheet = read_xlsx(xlsx.pieces(extract, rows))["Events"]
        names = [cell.value for cell in sheet[1]]
        first = {line[0].value: line[names.index("first_day")].value for line in sheet.iter_rows(min_row=2)}
        assert first["talks"] == datetime(2025, 10, 20)  # noqa: DTZ001 (Excel's days have no zone)
        assert first["long-ago"] == "1899-12-31"
        assert first["open-start"] is None

    def test_says_where_it_comes_from_and_what_columns_mean(self, extract, rows):
        book = read_xlsx(xlsx.pieces(extract, rows))
        assert book.sheetnames == ["Events", "Columns", "About"]
        about = {line[0].value: line[1].value for line in book["About"].iter_rows(min_row=2)}
        assert about["Query"] == extract.title
        assert about["Version of the record"] == extract.version
        assert "CC BY 4.0" in about["Licence"]
        assert [line[0].value for line in book["Columns"].iter_rows(min_row=2)] == [column.name for column in COLUMNS]

    def test_a_cell_longer_than_excel_allows_is_cut(self, extract):
        sheet = read_xlsx(xlsx.pieces(extract, [event(summary="x" * 40_000)]))["Events"]
        assert len(sheet["E2"].value) == xlsx.LONGEST_CELL

    def test_starts_before_the_first_row_is_read(self, extract):
        def rows():
            raise AssertionError("a row was read")
            yield

        assert next(iter(xlsx.pieces(extract, rows()))).startswith(b"PK")


class TestZip:
    @pytest.fixture
    def files(self, extract, rows):
        archive = zipfile.ZipFile(io.BytesIO(b"".join(bundle.pieces(extract, rows))))
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}

    def test_tables_join_by_identifier(self, files, rows):
        events = {one["slug"] for one in read_csv(files["events.csv"])}
        sources = [one["slug"] for one in read_csv(files["sources.csv"])]
        assert events == {row.slug for row in rows}
        assert len(sources) == len(set(sources)) == 1
        for table in ("participants", "citations", "statements"):
            read = read_csv(files[f"{table}.csv"])
            assert read
            assert {one["event"] for one in read} <= events
        assert {one["source"] for one in read_csv(files["citations.csv"])} == set(sources)

    def test_words_with_line_breaks_come_back(self, files, rows):
        assert read_csv(files["statements.csv"])[0]["words"] == rows[0].statements[0].text

    def test_readme_has_licence_query_version_citation_and_every_column(self, files, extract):
        readme = files["README.md"]
        for text in (extract.title, extract.version, extract.licence_url, "@misc{", *(column.note for column in COLUMNS)):
            assert text in readme
        for table, columns in bundle.TABLES.items():
            assert f"### {table}.csv" in readme
            assert list(read_csv(files[f"{table}.csv"])[0]) == [name for name, _ in columns]

    def test_json_inside_is_complete(self, files, rows):
        assert [one["slug"] for one in standard_json.loads(files["events.json"])["events"]] == [row.slug for row in rows]

    def test_is_the_same_every_time(self, extract, rows):
        assert b"".join(bundle.pieces(extract, rows)) == b"".join(bundle.pieces(extract, rows))
        assert extract.made_on == date(2026, 11, 25)
