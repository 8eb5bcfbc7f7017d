"""Every form and every list of the desk, sent what no form of ours sends: never a fault, nothing of it as markup, nothing typed lost.

The forms say themselves which fields they have, so a new one is tried from the day it is there.
"""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qs, urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.html import escape

from tests.conftest import event
from tests.desk.conftest import TYPED, Desk, fields
from timeline.desk.names import FINDERS
from timeline.events.history.models import Version
from timeline.events.models import Actor, Event, Place, PlaceName, Source, Storyline

ODD = {
    "long": "x" * 4000,
    "long words": "word " * 800,
    "script": "\"'></script><script>alert(1)</script>",
    "format": "%(x)s %s %d % {x} {{ x }} {% x %}",
    "nul": "a\x00b",
    "overridden": "\u202egnitirw\u202c \u2066x",
    "half a character": "a\ud800b",
    "escaped": "\\ud800 \\x00 &#0; &lt;",
    "many digits": "9" * 40,
    "digits without end": "9" * 4400,
    "a digit that is no number": "²",
    "no such day": "2025-02-30",
    "negative": "-1",
    "zero": "0",
    "exponent": "1e309",
    "not a number": "NaN",
    "blank": " \t ",
    "nothing": "",
    "lines": "a\r\nb\nc",
    "last day": "9999-12-31",
    "no day": "0000-00-00",
    "path": "../../admin/?x=1&y=2#z",
    "brackets": "x [iran]",
    "script address": "javascript:alert(1)",
    "broken address": "https://[::1",
    "address with a port": "https://x.example:99999/",
    "several": ["a", "b", "<script>alert(1)"],
}
"""What is put into a field by whoever does not use the form, or uses it oddly."""
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS")
MISSING = object()
ROUNDS = int(os.environ.get("ODD_ROUNDS", "1"))
"""How many odd values each field is given by itself, the others having good ones. `ODD_ROUNDS=24` gives each to each, and takes long."""


@pytest.fixture
def boss(cast, monkeypatch):
    # What a template was given is not asked here; keeping it would take a third of the time.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_options: None)
    cast(
        event(
            "talks",
            statements=[{"speaker": "iran", "text": "Yes", "source": "paper"}],
            place={"name": "Tehran", "country": "Iran"},
        ),
        event("other", status="draft"),
        storylines=[{"slug": slug, "title": f"The {slug}"} for slug in ("thread", "rope")],
    )
    PlaceName.objects.create(english="Iran", language="ar", name="إيران")
    one = Desk(User.objects.create_superuser("boss", password="a password for tests"))
    one.client.raise_request_exception = False
    return one


def of_a_form(response):
    """What a form would send with a row more of everything that hangs on its record; and which of it can be typed."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    sent = fields(response)
    shown = soup.select("#content-main textarea[name], #content-main input[name]")
    typed = {one["name"] for one in shown if is_text(one) and not one.find_parent("template")}
    for total in [name for name in sent if name.endswith("-TOTAL_FORMS")]:
        prefix, n = total.removesuffix("-TOTAL_FORMS"), sent[total]
        template = soup.select_one(f"#{prefix}-group template")
        if template is None:
            continue
        sent[total] = str(int(n) + 1)
        for field in template.select("input[name], select[name], textarea[name]"):
            name = field["name"].replace("__prefix__", n)
            if field.get("type") not in ("checkbox", "radio"):
                chosen = field.select_one("option[selected]") or field.select_one("option")
                sent[name] = chosen.get("value", "") if chosen else field.get("value", "")
            if is_text(field):
                typed.add(name)
    return sent, typed


def is_text(field):
    return field.name == "textarea" or (field.name == "input" and field.get("type", "text") in ("text", "url", "email", "number", "search"))


def told(value):
    """A value as a page has it when the form comes back: the last of several, with signs for what cannot be stored; spaces may be gone."""
    last = value[-1] if isinstance(value, list) else value
    kept = re.sub("[\x00\ud800-\udfff]", lambda sign: "\ufffd" * len(sign[0].encode(errors="surrogatepass")), last)
    return [f"{before}{escape(text)}{after}" for text in (kept, kept.strip()) for before, after in (('value="', '"'), (">\n", "<"))]


def body(sent):
    pairs = [(name, one) for name, value in sent.items() if value is not MISSING for one in (value if isinstance(value, list) else [value])]
    return urlencode(pairs, errors="surrogatepass")


def everything():
    # Wrong passwords are written down, as they should be.
    kinds = [kind for kind in admin.site._registry if kind._meta.app_label != "axes"]
    return {kind: kind.objects.count() for kind in (*kinds, Version)}


class Attack:
    """Sends, looks at the answer, and takes back what was written."""

    def __init__(self, desk):
        self.desk, self.wrong, self.asked = desk, [], 0
        self.before = everything()

    def send(self, path, sent, odd, typed=()):
        self.asked += 1
        point = transaction.savepoint_create()
        response = self.desk.client.post(path, body(sent), content_type="application/x-www-form-urlencoded")
        self.look(path, odd, response)
        if response.status_code == 200:
            page = response.content.decode()
            for name in typed & odd.keys():
                if not any(shown in page for shown in told(odd[name])):
                    self.wrong.append((path, name, odd[name], "did not come back"))
            if everything() != self.before:
                self.wrong.append((path, odd, "was written though the form came back"))
        transaction.savepoint_rollback(point)
        return response

    def get(self, path, asked):
        self.asked += 1
        self.look(path, asked, self.desk.client.get(path + "?" + body(asked)))

    def look(self, path, odd, response):
        if response.status_code >= 500:
            said = response.exc_info[1] if getattr(response, "exc_info", None) else ""
            self.wrong.append((path, {name: str(value)[:60] for name, value in odd.items()}, response.status_code, repr(said)[:300]))
        if b"<script>alert(1)" in response.content:
            self.wrong.append((path, odd, "came back as markup"))


GOOD = {
    # What an added record needs, so that one odd value is met where all else is right.
    Event: TYPED,
    Actor: {"name": "Somebody", "kind": "person", "side": "iran"},
    Source: {"publisher": "A paper", "title": "A title", "url": "https://a.example/9"},
    Storyline: {"title": "Another thread"},
    Place: {"name": "Basra", "country": "Iraq", "slug": "basra"},
    PlaceName: {"english": "Basra", "language": "ar", "name": "البصرة"},
    User: {"username": "new", "password1": "vliqzu-77", "password2": "vliqzu-77"},
    Group: {"name": "New"},
}
KINDS = sorted(admin.site._registry, key=lambda kind: kind._meta.label)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind._meta.model_name)


def place(kind):
    return f"/admin/{kind._meta.app_label}/{kind._meta.model_name}/"


def form_of(desk, path):
    """What a form sends and what of it can be typed; nothing where there is none to fill in."""
    response = desk.get(path)
    assert response.status_code in (200, 403), path
    if response.status_code == 403 or (b"_form" not in response.content and b"_save" not in response.content):
        return {}, set()
    return of_a_form(response)


@every_kind
def test_no_value_in_any_field_ends_in_a_fault_or_is_lost(boss, kind):
    attack = Attack(boss)
    known: set[str] = set()
    values = list(ODD.values())
    held = kind.objects.order_by("pk").first()
    for form in ("add/", *([f"{held.pk}/change/"] if held else [])):
        path = place(kind) + form
        sent, typed = form_of(boss, path)
        fillable = [name for name in sent if not name.startswith("csrf")]
        if form == "add/":
            sent |= GOOD[kind] if sent else {}
        for value in values[:: max(1, 4 - ROUNDS)] if form != "add/" else ():
            attack.send(path, sent | dict.fromkeys(fillable, value), dict.fromkeys(fillable, value))
        # What hangs on a record has the same fields in every row: the last one's, which is being added.
        alone = {re.sub(r"-\d+-", "-n-", name): name for name in fillable}
        for n, name in enumerate(name for kept, name in alone.items() if kept not in known):
            for k in range(ROUNDS):
                value = values[(n + k) % len(values)]
                attack.send(path, sent | {name: value, "reason": "For the test"}, {name: value}, typed)
        known.update(alone)
    assert not attack.wrong, "\n".join(map(str, attack.wrong))
    assert attack.asked >= 10 or kind not in GOOD


@pytest.mark.parametrize("kind", [kind for kind in KINDS if admin.site._registry[kind].inlines], ids=lambda kind: kind._meta.model_name)
def test_forged_counts_and_numbers_of_rows_end_in_no_fault_and_change_no_other_record(boss, kind):
    attack = Attack(boss)
    mine, other = kind.objects.order_by("pk")[:2]
    path = f"{place(kind)}{mine.pk}/change/"
    sent, _typed = of_a_form(boss.get(path))
    theirs = fields(boss.get(f"{place(kind)}{other.pk}/change/"))
    for name in sent:
        forged = ()
        if name.endswith(COUNTS):
            forged = ("99999999", "9" * 4400, "²", MISSING)
        elif name.endswith("-id"):
            forged = ("9" * 30, theirs.get(name) or "1")
        elif name.endswith(f"-{kind._meta.model_name}"):
            forged = ("9" * 30, str(other.pk))
        for value in forged:
            attack.send(path, sent | {name: value, "reason": "For the test"}, {name: value})
    for name in ("_to", "_continue", "_addanother", "_saveasnew", "_popup", "_to_field", "_selected_action", "action"):
        for value in ("", "<script>alert(1)</script>"):
            attack.send(path, sent | {name: value, "reason": "For the test"}, {name: value})
    assert not attack.wrong, "\n".join(map(str, attack.wrong))


@every_kind
def test_no_address_of_a_list_or_a_form_ends_in_a_fault(boss, kind):
    attack = Attack(boss)
    pk = next(iter(kind.objects.order_by("pk").values_list("pk", flat=True)), 1)
    page = BeautifulSoup(boss.get(place(kind)).content.decode(), "html.parser")
    # Everything that the list's own links ask by, and what Django knows besides.
    links = [one["href"] for one in page.select("a[href^='?']")] + [f"?{one['name']}=" for one in page.select("#changelist [name]")]
    by = {name for link in links for name in parse_qs(link.partition("?")[2], keep_blank_values=True)}
    if days := admin.site._registry[kind].date_hierarchy:
        by |= {f"{days}__{part}" for part in ("year", "month", "day", "gte", "isnull")}
    by |= {"q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters"}
    values = list(ODD.values())
    for n, name in enumerate(sorted(by | {"export", "pk", "id__in", "nothing__like__it"})):
        for k in range(ROUNDS + 1):
            attack.get(place(kind), {name: values[(n * 5 + k) % len(values)]})
    for value in values[:: max(1, 4 - ROUNDS)]:
        attack.get(place(kind), dict.fromkeys(by, value))
        for view in ("add", f"{pk}/change", f"{pk}/history"):
            attack.get(f"{place(kind)}{view}/", dict.fromkeys(("_popup", "_changelist_filters", "p", "title", "kind", "cite"), value))
            attack.get(f"{place(kind)}{view}/", {"_to_field": value})
    for wrong in ("x", "9" * 30, "9" * 4400, "²", "-1", "%00", "..", "1_5F2"):
        for view in ("change", "delete", "history", "restore/1"):
            attack.get(f"{place(kind)}{wrong}/{view}/", {})
    assert not attack.wrong, "\n".join(map(str, attack.wrong))


@pytest.mark.parametrize(
    "path, names",
    {
        "/admin/login/": ("username", "password", "otp_token", "next"),
        "/admin/password_change/": ("old_password", "new_password1", "new_password2"),
        "/admin/two-step/": ("token", "remove"),
        "/admin/import/": ("anchor", "file"),
        "/admin/events/event/panel/": (*TYPED, "label", "confidence", "prominence", "date_anchor", "place", "_pk", "not_duplicate"),
        "/admin/events/event/reading/": ("field", "anchor", "date_text", "date_anchor", "citations-0-source"),
        **dict.fromkeys((f"/admin/find/{what}/" for what in FINDERS), ("q",)),
        "/admin/events/revision/": ("action", "_selected_action", "select_across", "index", "confirmed", "reason", "keep"),
        "/admin/events/actor/": ("action", "_selected_action", "select_across", "index", "confirmed", "reason", "keep"),
        "/admin/events/event/": ("action", "_selected_action", "select_across", "index", "confirmed", "reason"),
    }.items(),
)
def test_no_value_in_any_other_page_ends_in_a_fault(boss, path, names):
    attack = Attack(boss)
    ticked = {"action": "merge" if "actor" in path else "move_to_review", "_selected_action": ["1", "2"]} if "action" in names else {}
    values = list(ODD.values())
    for n, value in enumerate(values):
        for some in (names, [names[n % len(names)]]):
            attack.get(path, dict.fromkeys(some, value))
            attack.send(path, ticked | dict.fromkeys(some, value), dict.fromkeys(some, value))
    assert not attack.wrong, "\n".join(map(str, attack.wrong))


@pytest.mark.parametrize("odd", ["²", "9" * 4400, "+1"])
def test_what_is_no_number_is_no_record_and_ends_in_no_fault(boss, odd):
    attack = Attack(boss)
    sent = fields(boss.get(f"{place(Event)}{Event.objects.earliest('pk').pk}/change/"))
    attack.send(f"{place(Event)}{odd}/change/", sent | {"_base": "x"}, {"address": odd})
    attack.send(f"{place(Event)}panel/", {"_pk": odd, "participations-TOTAL_FORMS": odd}, {"_pk": odd})
    for view in ("history/", "restore/1/", "settle/", "change/"):
        attack.get(f"{place(Event)}{odd}/{view}", {})
    for path in (f"/admin/events/revision/{odd}/change/", f"/admin/r/1/{odd}/"):
        attack.get(path, {})
    assert not attack.wrong, "\n".join(map(str, attack.wrong))
    assert boss.get(f"/admin/r/{odd}/1/").status_code == 404
