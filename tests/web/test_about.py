"""`/about/`: method, coverage, licences, said of the record as it is."""

from tests.conftest import event


def test_counts_the_published_record(get, cast):
    both = {"iran": "host", "iraq": "participant"}
    cast(event("one", "2019-05-01", both), event("two", "2021", confidence="reported"), event("unseen", status="draft"))
    page = get("/about/")
    assert page.status == 200
    assert "2 events, 2 actors, 1 source and 0 storylines" in page.text(".prose")
    assert [" ".join(row.get_text().split()) for row in page.all(".by-year li")] == [
        "2019 1 event 0 % from two or more sources",
        "2021 1 event 0 % from two or more sources",
    ]
    assert [bar.title.get_text() for bar in page.all(".histogram rect")] == ["2019: 1 event", "2020: 0 events", "2021: 1 event"]


def test_names_both_licences(get, cast):
    text = get("/about/").text(".prose")
    assert "CC BY 4.0" in text
    assert "MIT licence" in text


def test_says_that_no_native_editor_has_read_the_translations(get, cast):
    assert "not yet been reviewed by a native editor" in get("/about/").text(".prose")


def test_an_empty_record_is_no_fault(get, db):
    for path in ("/", "/about/", "/actors/", "/storylines/", "/sources/"):
        assert get(path).status == 200
