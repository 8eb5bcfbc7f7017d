"""A bad file: every fault listed with record and field, and nothing written."""

import copy
import json

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import CAST, SOURCE, event
from timeline.events.dataset.check import DatasetError, check, read
from timeline.events.dataset.load import load
from timeline.events.models import Actor, Event

GOOD = {"actors": CAST, "sources": [SOURCE], "storylines": [{"slug": "s", "title": "S"}], "events": [event("talks", storylines=["s"])]}


def faults(change):
    data = copy.deepcopy(GOOD)
    change(data)
    return [str(fault) for fault in check(data)]


def in_event(**values):
    return lambda data: data["events"][0].update(values)


def in_actor(**values):
    return lambda data: data["actors"][0].update(values)


def in_source(**values):
    return lambda data: data["sources"][0].update(values)


def test_a_good_file_has_no_faults(db):
    assert faults(lambda _data: None) == []


def in_arabic(**events):
    """Puts these texts of events into a dataset's translations."""
    return lambda data: data.update(translations={"ar": {"events": events}})


@pytest.mark.parametrize(
    "change, said",
    [
        (in_event(title=None), "events talks, title: is missing"),
        (in_event(title=7), "events talks, title: must be a text, not int"),
        (in_event(label="x" * 41), "events talks, label: has 41 characters; at most 40 fit"),
        (in_event(kind="party"), "events talks, kind: “party” is not one of: visit"),
        (in_event(confidence="sure"), "events talks, confidence: “sure”"),
        (in_event(status="secret"), "events talks, status: “secret”"),
        (in_event(prominence=4), "events talks, prominence: must be 1, 2 or 3"),
        (in_event(prominence=True), "events talks, prominence: must be 1, 2 or 3"),
        (in_event(date="2025-13-01"), "events talks, date: "),
        (in_event(date=None), "events talks, date: is missing"),
        (in_event(date_anchor="soon"), "events talks, date_anchor: “soon” is not a day"),
        (in_event(place="Tehran"), "events talks, place: must be an object"),
        (in_event(place={}), "events talks, place: needs a name or a country"),
        (in_event(colour="red"), "events talks, colour: is not a field of this record"),
        (in_event(actors=[{"actor": "nobody", "role": "host"}]), "events talks, actors[1].actor: there is no actor “nobody”"),
        (in_event(actors=[{"actor": "iran", "role": "king"}]), "events talks, actors[1].role: “king”"),
        (in_event(actors=[{"actor": "iran", "role": "host"}] * 2), "events talks, actors: “iran · host” is there twice"),
        (in_event(actors="iran"), "events talks, actors: must be a list, not str"),
        (in_event(actors=["iran"]), "events talks, actors: must hold only objects"),
        (in_event(citations=[{"source": "paper"}] * 2), "events talks, citations: “paper · ” is there twice"),
        (in_event(citations=[]), "events talks, citations: a published event needs at least one citation"),
        (in_event(citations=[{"source": "lost"}]), "events talks, citations[1].source: there is no source “lost”"),
        (in_event(statements=[{"speaker": "iran", "text": "", "source": "paper"}]), "events talks, statements[1].text: is missing"),
        (in_event(related=[{"event": "talks", "relation": "follows"}]), "events talks, related[1]: an event is not related to itself"),
        (in_event(related=[{"event": "lost", "relation": "follows"}]), "events talks, related[1].event: there is no event “lost”"),
        (in_event(storylines=["s", "s"]), "events talks, storylines: “s” is there twice"),
        (in_event(slug="no spaces please"), "slug: “no spaces please” may hold only letters"),
        (in_event(slug=None), "events 1, slug: is missing"),
        (in_event(summary="a\x00b"), "events talks, summary: holds a NUL character"),
        (in_actor(side="mars"), "actors iran, side: “mars”"),
        (in_actor(member_of="qaani"), "actors iran, member_of: makes the actor a member of itself"),
        (in_actor(aliases=["Persia", "Persia"]), "actors iran, aliases: “Persia” is there twice"),
        (in_actor(roles=[{"title": "X", "from": "2025", "to": "2020"}]), "actors iran, roles[1]: the office ends before it begins"),
        (in_actor(roles=[{"title": "X", "from": "soon"}]), "actors iran, roles[1].from: "),
        (in_source(url="javascript:alert(1)"), "sources paper, url: “javascript:alert(1)” is not an http(s) address"),
        (in_source(publisher=None), "sources paper, publisher: is missing"),
        (lambda data: data["sources"].append({**SOURCE, "slug": "two"}), "sources two, url: is also the address of the source “paper”"),
        (lambda data: data["events"].append(data["events"][0]), "events talks, slug: stands in 2 records"),
        (lambda data: data["events"].append("x"), "events 2: must be an object"),
        (lambda data: data.update(events={}), "events: must be a list"),
        (lambda data: data.update(evnets=[]), "the file, evnets: is not a field"),
        (lambda data: data.update(translations={"xx": {}}), "translations xx: is not a language of this site"),
        (in_arabic(lost={"title": "T"}), "translations ar events lost: translates a record that"),
        (in_arabic(talks={"label": "x" * 41}), "translations ar events talks, label: has 41"),
    ],
)
def test_a_fault_is_named_with_record_and_field(db, change, said):
    found = faults(change)
    assert [fault for fault in found if fault.startswith(said) or said in fault], found


def test_all_faults_are_listed_at_once(db):
    def change(data):
        data["events"][0].update(kind="party", date="2025-99", label="x" * 50)
        data["actors"][0].update(side="mars")

    assert len(faults(change)) == 4


def test_nothing_is_written(db):
    data = copy.deepcopy(GOOD)
    data["events"].append(event("bad", kind="party"))
    with pytest.raises(DatasetError) as refused:
        load(data)
    assert "events bad, kind" in str(refused.value)
    assert not Actor.objects.exists()
    assert not Event.objects.exists()


def test_a_failure_on_the_way_undoes_everything(db, monkeypatch):
    from timeline.events.dataset.load import Load

    monkeypatch.setattr(Load, "join_events", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(copy.deepcopy(GOOD))
    assert not Actor.objects.exists()


@pytest.mark.parametrize(
    "content, said",
    [
        (b'{"events": [}', "line 1, column 13"),
        (b"[]", "one JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"", "not JSON"),
    ],
)
def test_a_file_that_is_no_dataset(tmp_path, content, said):
    file = tmp_path / "dataset.json"
    file.write_bytes(content)
    with pytest.raises(DatasetError, match=said.replace("(", "\\(")):
        read(file)


def test_the_command_lists_faults_and_fails(db, tmp_path):
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({"events": [event("bad", kind="party")]}))
    with pytest.raises(CommandError, match=r"(?s)Nothing was written.*events bad, kind"):
        call_command("import_dataset", file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_dataset", tmp_path / "absent.json")
