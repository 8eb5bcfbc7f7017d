"""From a spreadsheet to drafts: every row is shown as it will be, then all of it or nothing."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import date
from hashlib import blake2b

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import event
from tests.desk.conftest import fields
from timeline.desk.importing.reading import read
from timeline.desk.importing.views import Progress
from timeline.desk.models import Import, ImportRow
from timeline.events.dataset.dump import lines
from timeline.events.history.models import Revision, Version
from timeline.events.models import Event, EventTranslation, Source

HEADERS = "title,kind,date,participants,source url,publisher,summary"


def upload(desk, content, name="events.csv", **more):
    held = content.encode() if isinstance(content, str) else content
    return desk.client.post("/admin/import/", {"file": SimpleUploadedFile(name, held), **more})


def looked_at(desk, content, name="events.csv", **more):
    """Bring a file, take its columns as they are guessed, look at all rows."""
    response = upload(desk, content, name, **more)
    assert response.status_code == 302, response.content.decode()
    path = response["Location"]
    desk.post(path + "columns/", fields(desk.get(path)))
    job = Import.objects.latest("pk")
    while job.stage == "checking":
        desk.post(path + "step/")
        job.refresh_from_db()
    return job, path


def verdicts(job):
    return {row.number: row.verdict for row in job.rows.all()}


def test_a_spreadsheet_becomes_drafts_in_one_revision_that_can_be_undone(cast, editor):
    before = "".join(lines())
    job, path = looked_at(
        editor,
        f"{HEADERS}\nTalks in Baghdad,meeting,21 October 2025,Iraq (host); Marco Rubio,"
        "https://www.new.example/1?utm_source=x,New Paper,They met.\n"
        "Call,Call,October 2025,ایران | Iraq,https://paper.example/1/,,\n",
    )
    assert verdicts(job) == {2: "new", 3: "new"}
    assert editor.post(path + "apply/", {"reason": "The week's events"}).status_code == 302
    one = Event.objects.get(slug="talks-in-baghdad")
    assert (one.status, one.date.edtf, one.date_text, one.summary) == ("draft", "2025-10-21", "21 October 2025", "They met.")
    assert [(part.actor.slug, part.role) for part in one.participations.all()] == [("iraq", "host"), ("rubio", "participant")]
    assert [source.url for source in one.sources.all()] == ["https://new.example/1"] or one.sources.get().url == "https://www.new.example/1"
    assert [source.slug for source in Event.objects.get(slug="call").sources.all()] == ["paper"]
    act = Revision.objects.latest("pk")
    assert (act.how, act.reason, act.versions.count()) == ("import", "The week's events", 3)
    assert editor.post(f"/admin/events/revision/{act.pk}/undo/").status_code == 302
    assert "".join(lines()) == before


FAULTS = {
    "no title": (",meeting,2025-10-01,Iraq,https://a.example/1,,", "title", "An event needs a title."),
    "title too long": (f"{'x' * 201},meeting,2025-10-01,Iraq,https://a.example/2,,", "title", "201 characters; at most 200 fit."),
    "unknown kind": ("A,summit,2025-10-02,Iraq,https://a.example/3,,", "kind", "“summit” is none of"),
    "no date": ("B,meeting,,Iraq,https://a.example/4,,", "date", "An event needs a date."),
    "no date in the words": ("C,meeting,before the flood,Iraq,https://a.example/5,,", "date", ""),
    "impossible date": ("D,meeting,31 February 2025,Iraq,https://a.example/6,,", "date", ""),
    "unknown actor": (
        "E,meeting,2025-10-03,Zaphod Beeblebrox,https://a.example/7,,",
        "actors",
        "Nobody on record is called “Zaphod Beeblebrox”.",
    ),
    "misspelt actor": ("F,meeting,2025-10-04,Esmael Qani,https://a.example/8,,", "actors", "Near: Esmail Qaani."),
    "unknown role": ("G,meeting,2025-10-05,Iraq [hostess],https://a.example/9,,", "actors", ""),
    "not a web address": ("H,meeting,2025-10-06,Iraq,javascript:alert(1),,", "source_url", "is not a web address."),
    "end before start": ("I,meeting,20 October 2025 to 10 October 2025,Iraq,https://a.example/10,,", "date", ""),
    "a cell without end": (
        f"J,meeting,2025-10-07,Iraq,https://a.example/11,,{'y' * 20_001}",
        "summary",
        "This cell is longer than 20000 characters.",
    ),
}


def test_twelve_kinds_of_fault_are_each_told_at_their_cell_and_nothing_is_written(cast, editor):
    job, path = looked_at(
        editor, HEADERS + "\n" + "\n".join(row for row, _field, _said in FAULTS.values()) + "\nGood,meeting,2025-10-08,Iraq,,,\n"
    )
    for row, (name, (_row, field, said)) in zip(job.rows.all(), FAULTS.items(), strict=False):
        assert row.verdict == "refused", name
        assert list(row.faults) == [field], name
        assert said in row.faults[field], name
    assert job.rows.last().verdict == "new"
    page = BeautifulSoup(editor.get(path).content.decode(), "html.parser")
    assert len(page.select("tr.refused td.wrong")) == 12
    # With refused rows, nothing goes in unless the editor says to leave them out.
    editor.post(path + "apply/")
    assert not Event.objects.exists()
    editor.post(path + "apply/", {"leave_out": "1"})
    assert Event.objects.get().slug == "good"


def test_a_name_that_nobody_bears_is_matched_by_hand_once_for_all_its_rows(cast, editor):
    job, path = looked_at(editor, "title,kind,date,participants\nA,call,2025-01-01,Esmael Qani\nB,call,2025-01-02,Esmael Qani\n")
    form = editor.get(path).content.decode()
    assert "Esmael Qani" in form
    editor.post(path + "decide/", {"name-0": "Esmael Qani", "means-0": "qaani"})
    editor.post(path + "step/")
    assert verdicts(job) == {2: "new", 3: "new"}


def test_what_may_be_on_record_already_is_held_back_until_an_editor_decides(cast, editor):
    cast(event("talks", title="Rubio meets Qaani in Baghdad", date="2025-10-20", actors={"rubio": "participant", "qaani": "participant"}))
    job, path = looked_at(
        editor, "title,kind,date,participants\nMarco Rubio meets Qaani in Baghdad,meeting,20 October 2025,Marco Rubio; Esmail Qaani\n"
    )
    assert verdicts(job) == {2: "duplicate"}
    assert "Rubio meets Qaani in Baghdad" in job.rows.get().said[0]
    editor.post(path + "decide/", {"keep": "2"})
    editor.post(path + "step/")
    assert verdicts(job) == {2: "new"}


def test_two_rows_of_one_file_can_be_one_event(cast, editor):
    job, _path = looked_at(
        editor, "title,kind,date\nThe same talks in Muscat,meeting,2025-04-12\nThe same talks in Muscat,meeting,2025-04-12\n"
    )
    assert verdicts(job) == {2: "new", 3: "duplicate"}


def test_a_row_with_an_address_on_record_says_what_it_changes_or_that_it_changes_nothing(cast, editor):
    cast(event("talks", summary="First."), event("other"))
    job, path = looked_at(editor, "slug,title,summary,source url\ntalks,,Second.,https://new.example/9\nother,Title of other,,\n")
    assert verdicts(job) == {2: "changed", 3: "same"}
    assert any("First." in said and "Second." in said for said in job.rows.first().said)
    editor.post(path + "apply/", {"reason": "More is known"})
    one = Event.objects.get(slug="talks")
    assert (one.status, one.summary, one.sources.count()) == ("published", "Second.", 2)


TIMELINEJS = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,"
    "Media,Media Credit,Media Caption,Media Thumbnail,Type,Group,Background\n"
    ",,,,,,,,,A timeline,About it,,,,,title,,\n"
    "2025,10,22,,,,,,,Al-Araji arrives,<p>With a <b>delegation</b> &amp; more.</p>,https://new.example/3,New Paper,,,,Visit,\n"
    "1980,9,,,1988,8,20,,,A war,,,,,,,,\n"
    "2025,13,1,,,,,,,Nowhere,,,,,,,,\n"
)


def test_a_spreadsheet_made_for_timelinejs_is_recognised_by_its_headers(cast, editor):
    job, path = looked_at(editor, TIMELINEJS)
    assert verdicts(job) == {2: "refused", 3: "new", 4: "new", 5: "refused"}
    editor.post(path + "apply/", {"leave_out": "1"})
    visit, war = Event.objects.order_by("-mark_day")
    assert (visit.title, visit.summary, visit.kind, visit.date.edtf) == (
        "Al-Araji arrives",
        "With a delegation & more.",
        "visit",
        "2025-10-22",
    )
    assert visit.sources.get().publisher == "New Paper"
    assert war.date.edtf == "1980-09/1988-08-20"


def test_timelinejs_json_and_our_own_dataset_are_read_too(cast, editor):
    job, _path = looked_at(
        editor, json.dumps({"events": [{"start_date": {"year": 2025, "month": 4}, "text": {"headline": "Talks"}}]}), "t.json"
    )
    assert verdicts(job) == {1: "new"}
    dataset = {"events": [{"slug": "own", "title": "Own", "kind": "call", "date": "2025", "status": "published"}]}
    path = upload(editor, json.dumps(dataset), "d.json")["Location"]
    assert editor.post(path + "apply/").status_code == 302
    assert Event.objects.get().status == "draft"


def test_a_workbook_is_read_with_its_dates_and_numbers(cast, editor):
    book = openpyxl.Workbook()
    book.active.append(["Title", "Kind", "Date", "Prominence", "Title ar"])
    book.active.append(["Talks", "meeting", date(2025, 4, 12), 2, "محادثات"])
    held = io.BytesIO()
    book.save(held)
    job, path = looked_at(editor, held.getvalue(), "events.xlsx")
    assert verdicts(job) == {2: "new"}
    editor.post(path + "apply/")
    assert (Event.objects.get().date.edtf, Event.objects.get().prominence) == ("2025-04-12", 2)
    assert EventTranslation.objects.get().title == "محادثات"


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _n in range(200):
                part.write(b"0" * 1024 * 1024)
    return held.getvalue()


def workbook():
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["title"])
    book.save(held)
    return held.getvalue()


def sheet(inside):
    """A workbook whose sheet is made by hand."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in made.infolist():
            content = made.read(part)
            packed.writestr(part, content.replace(b"</sheetData>", inside + b"</sheetData>") if "sheet1" in part.filename else content)
    return held.getvalue()


@pytest.mark.parametrize(
    "content, name, said",
    [
        (lambda: sheet(b"<row/>" * 200_001), "rows.xlsx", "Delete the rows below the table"),
        (lambda: sheet(b"<row>" + b"<c/>" * 4_000_001 + b"</row>"), "cells.xlsx", "far larger than it may be"),
        (lambda: sheet(b'<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>x</t></is></c></row>'), "gap.xlsx", "no rows"),
        (b'{"events":[' + b"{}," * 20_000 + b"{}]}", "hollow.json", "more than 20,000 rows"),
        (b'[{"title": "' + b"x" * 2_000_000 + b'"}]', "long.json", "far larger than it may be"),
        (b'[{"title": "A"},\n{"title" "B"}]', "wrong.json", "line 2: Expecting ':' delimiter"),
        (b'[{"title": "A"}] and', "more.json", "something stands after its end"),
        (b"title\n" + b"x" * 4_000_001, "line.csv", "far longer than it may be"),
        (b"x" * (26 * 1024 * 1024), "big.csv", "larger than 25 MB"),
        (b"", "empty.csv", "empty"),
        (bomb, "bomb.xlsx", "far larger than it may be"),
        (lambda: workbook()[:-400], "cut.xlsx", "damaged or cut off"),
        ("title\nr\xe9union".encode("latin-1"), "latin.csv", "not UTF-8: line 2"),
        ("العنوان\n".encode("cp1256"), "arabic.csv", "not UTF-8: line 1"),
        (b'title,summary\nA,"never closed\n', "half.csv", "may be cut off"),
        (b'[{"title": "A"}, {"tit', "half.json", "may be cut off"),
        (b"\xd0\xcf\x11\xe0 old excel", "old.xls", "old kind"),
        (b"title\n", "bare.csv", "no rows"),
        (b"\x00\x01\x02binary", "x.csv", "not a text file"),
        (b"PK\x03\x04 no zip", "x.xlsx", "damaged or cut off"),
        (b"[" * 200_000, "deep.json", "JSON"),
        (b'[{"title": ' + b"9" * 6000 + b"}]", "digits.json", "too many digits"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(db, editor, content, name, said):
    response = upload(editor, content() if callable(content) else content, name)
    assert response.status_code == 400
    assert said in BeautifulSoup(response.content.decode(), "html.parser").select_one(".errornote").text
    assert not Import.objects.exists()


def test_half_a_character_in_json_is_shown_as_a_sign_in_its_place(cast, editor):
    file = '[{"title": "Talks \\ud800 in \\ud83d\\ude00", "kind": "meeting", "date": "2025-04-12", "participants": "Iraq"}]'
    _job, path = looked_at(editor, file, "half.json")
    editor.post(path + "apply/")
    assert Event.objects.get().title == "Talks \ufffd in \U0001f600"


def test_the_columns_are_remembered(cast, editor):
    path = upload(editor, "Was geschah,Wann\nGespräche,2025-04-12\n")["Location"]
    editor.post(path + "columns/", {"column-0": "title", "column-1": "date"})
    again = upload(editor, "Was geschah,Wann\nAnderes,2025-04-13\n")["Location"]
    assert {"column-0": "title", "column-1": "date"}.items() <= fields(editor.get(again)).items()


def test_the_same_file_twice_changes_nothing_the_second_time(cast, editor):
    content = "slug,title,kind,date,participants,source url\ntalks-1,Talks,meeting,2025-04-12,Iraq,https://new.example/1\n"
    _job, path = looked_at(editor, content)
    editor.post(path + "apply/")
    before = Version.objects.count()
    job, path = looked_at(editor, content)
    assert verdicts(job) == {2: "same"}
    editor.post(path + "apply/")
    assert Version.objects.count() == before


def test_one_bar_goes_on_until_the_last_version_is_made(cast, editor, monkeypatch):
    told = []
    monkeypatch.setattr(Progress, "write", lambda self: told.append((sum(self.done.values()), self.total)))
    rows = "\n".join(f"Meeting {n},meeting,2025-01-{n:02},Iraq,https://new.example/{n},," for n in range(1, 10))
    _job, path = looked_at(editor, f"{HEADERS}\n{rows}\n")
    editor.post(path + "apply/")
    # Nine events and nine sources are written and have their versions made, the events are joined to what they name.
    assert told[0] == (0, 45)
    assert told[-1] == (45, 45)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert len({done for done, _total in told}) >= 5


def test_what_was_exported_is_the_same_when_it_is_brought_back(cast, editor):
    cast(event("talks", summary="=1+1", place={"name": "Tehran", "country": "Iran"}, actors={"iraq": "host", "rubio": "mediator"}))
    for form, name in (("csv", "e.csv"), ("xlsx", "e.xlsx"), ("json", "e.json")):
        response = editor.get("/admin/events/event/", export=form)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        path = upload(editor, content, name)["Location"]
        job = Import.objects.latest("pk")
        if job.dataset is None:
            editor.post(path + "columns/", fields(editor.get(path)))
            editor.post(path + "step/")
            assert list(verdicts(job).values()) == ["same"], (form, job.rows.get().faults, job.rows.get().said)
        else:
            before = Version.objects.count()
            editor.post(path + "apply/")
            assert Version.objects.count() == before


@pytest.mark.parametrize("name", ["events.csv", "events.json"])
def test_ten_thousand_rows_are_read_a_piece_in_memory_at_a_time(name):
    summary = "They met, and said what they said the year before. " * 8
    if name.endswith("csv"):
        content = "title,date,summary\n" + "".join(f"Talks {n},2025-01-01,{summary}\n" for n in range(10_000))
    else:
        content = json.dumps([{"title": f"Talks {n}", "date": "2025-01-01", "summary": summary} for n in range(10_000)])
    file = SimpleUploadedFile(name, content.encode())
    size = len(content)
    del content
    tracemalloc.start()
    try:
        count = sum(1 for _row in read(file, name, size).rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert size > 4_000_000
    assert most < 1_500_000


def word(n):
    return blake2b(str(n).encode()).hexdigest()[:24]


def test_thousands_of_rows_are_looked_at_in_steps_and_written_at_once(cast, editor):
    content = "title,kind,date,participants,source url\n" + "".join(
        f"{word(n)} {word(-n)},meeting,{1990 + n % 30}-{n % 12 + 1:02}-{n % 28 + 1:02},Iraq,https://paper.example/{n}\n"
        for n in range(2000)
    )
    job, path = looked_at(editor, content)
    assert ImportRow.objects.filter(of=job).count() == 2000
    editor.post(path + "apply/", {"leave_out": "1"})
    assert Event.objects.count() == job.rows.filter(verdict="new").count() > 1900
    assert Source.objects.count() > 1900


def test_a_day_that_there_is_not_is_told_and_the_columns_stay_as_they_were_named(cast, editor):
    cast()
    refused = upload(editor, "title,date\nOne,yesterday\n", anchor="2025-02-30")
    assert refused.status_code == 400
    assert "“2025-02-30” is no day." in refused.content.decode()
    assert not Import.objects.exists()
    path = upload(editor, "title,when\nOne,yesterday\n")["Location"]
    answer = editor.client.post(path + "columns/", {"column-0": "title", "column-1": "date", "anchor": "2025-02-30"}, follow=True)
    assert "“2025-02-30” is no day." in answer.content.decode()
    job = Import.objects.get()
    assert (job.stage, job.mapping, job.anchor) == ("mapping", ["title", "date"], None)


@pytest.mark.parametrize("odd", ["²", "9" * 4400, "x"])
def test_a_row_of_no_number_is_none_of_those_that_are_kept(cast, editor, odd):
    cast(event("talks", title="Talks in Baghdad", date="2025-10-21"))
    job, path = looked_at(editor, f"{HEADERS}\nTalks in Baghdad,meeting,2025-10-21,Iraq,,,\n")
    assert editor.post(path + "decide/", {"keep": [odd, "2"]}).status_code == 302
    job.refresh_from_db()
    assert job.choices["keep"] == [2]
