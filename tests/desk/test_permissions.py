"""Every address and every bulk action of the desk, by everybody: what the resolver and the registry know, held to what is stated here.

What nobody stated an expectation for, fails.
"""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils.timezone import now
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.conftest import event
from tests.desk.conftest import account
from timeline.desk.models import Import
from timeline.desk.roles import ADMINISTRATOR, AUTHOR, EDITOR
from timeline.events.dataset.load import load
from timeline.events.history import revision
from timeline.events.history.models import How, Revision, Version
from timeline.events.models import Actor, Event, Place, PlaceName, Source, Storyline

STRANGER, NO_GROUP = "a stranger", "staff without a group"
ROLES = (STRANGER, NO_GROUP, AUTHOR, EDITOR, ADMINISTRATOR)

# Four letters: staff without a group, Author, Editor, Administrator. Strangers are asked to sign in, except where OPEN says otherwise.
# y: the page, or the form again; r: led on, or done; n: refused; -: not there; m: not asked so.

MODELS = {
    # who may          see     add     change  delete
    "auth_user": ("nnny", "nnny", "nnny", "nnny"),
    "auth_group": ("nnny", "nnnn", "nnnn", "nnnn"),
    "events_event": ("nyyy", "nyyy", "nnyy", "nnyy"),  # another's draft; EVENTS has the others
    "events_revision": ("nyyy", "nnnn", "nnnn", "nnnn"),
    "events_actor": ("nyyy", "nyyy", "nnyy", "nnny"),
    "events_source": ("nyyy", "nyyy", "nnyy", "nnny"),
    "events_storyline": ("nyyy", "nnyy", "nnyy", "nnny"),
    "events_place": ("nyyy", "nyyy", "nnyy", "nnny"),
    "events_placename": ("nyyy", "nnyy", "nnyy", "nnny"),
    "otp_totp_totpdevice": ("nnny", "nnnn", "nnnn", "nnny"),
    "axes_accessattempt": ("nnny", "nnnn", "nnnn", "nnny"),
    "axes_accesslog": ("nnnn", "nnnn", "nnnn", "nnnn"),
    "axes_accessfailurelog": ("nnnn", "nnnn", "nnnn", "nnnn"),
}

OTHERS = {
    # address             GET     POST
    "index": ("yyyy", "yyyy"),
    "login": ("rrrr", "yyyy"),
    "logout": ("mmmm", "yyyy"),
    "password_change": ("yyyy", "yyyy"),
    "password_change_done": ("yyyy", "mmmm"),
    "autocomplete": ("nnnn", "mmmm"),
    "jsi18n": ("yyyy", "mmmm"),
    "app_list": ("-yyy", "-yyy"),
    "view_on_site": ("nrrr", "nrrr"),
    "auth_user_password_change": ("nnny", "nnny"),
    "otp_totp_totpdevice_config": ("nnnn", "nnnn"),
    "otp_totp_totpdevice_qrcode": ("nnnn", "nnnn"),
    "events_event_panel": ("nyyy", "nyyy"),
    "events_event_reading": ("nyyy", "nyyy"),
    "events_revision_undo": ("nnrr", "nnrr"),
    # A revision is looked at where others are changed.
    "events_revision_change": ("nyyy", "nyyy"),
    "desk_two_step": ("yyyy", "rrrr"),
    "desk_find": ("nyyy", "nyyy"),
    "desk_imports": ("nnyy", "nnyy"),
    "desk_import": ("nnyy", "nnyy"),
    "desk_import_columns": ("nnrr", "nnrr"),
    "desk_import_step": ("nnrr", "nnrr"),
    "desk_import_decide": ("nnrr", "nnrr"),
    "desk_import_apply": ("nnrr", "nnrr"),
    "desk_import_progress": ("nnyy", "nnyy"),
    "desk_import_discard": ("nnrr", "nnrr"),
    # Whatever is not there.
    "(?P<url>.*)$": ("----", "----"),
}
ASKED_OTHERWISE = {
    "/admin/events/event/?export=csv": "nyyy",
    "/admin/events/event/?export=json": "nyyy",
    "/admin/find/event/?q=other": "nyyy",
    "/admin/find/nothing/?q=other": "----",
}
OPEN = {"login": ("y", "y"), "logout": ("r", "r")}

EVENTS = {
    # whose, and its status        change          delete          restore
    "own": (("nyyy", "nyyy"), ("nyyy", "nrrr"), ("nyyy", "nrrr")),
    "own-public": (("nyyy", "nnyy"), ("nnnn", "nnnn"), ("nnyy", "nnrr")),
    "public": (("nyyy", "nnyy"), ("nnnn", "nnnn"), ("nnyy", "nnrr")),
    "gone": (("nyyy", "nnyy"), ("nnnn", "nnnn"), ("nnyy", "nnrr")),
}


def _editors(*slugs):
    return {role: set(slugs) for role in (EDITOR, ADMINISTRATOR)}


ACTIONS = {
    # What each changes where all of EVENTS, another's draft among them, or two of another kind are ticked.
    ("event", "move_to_review"): {AUTHOR: {"own"}, EDITOR: {"own", "other"}, ADMINISTRATOR: {"own", "other"}},
    ("event", "move_to_draft"): {AUTHOR: {"waiting"}, EDITOR: {"waiting"}, ADMINISTRATOR: {"waiting"}},
    ("event", "move_to_published"): _editors("own", "other", "waiting", "gone"),
    ("event", "move_to_withdrawn"): _editors("own-public", "public"),
    ("actor", "merge"): _editors("a2"),
    ("actor", "delete_selected"): {ADMINISTRATOR: {"a1", "a2"}},
    ("source", "merge"): _editors("s2"),
    ("source", "delete_selected"): {ADMINISTRATOR: {"s1", "s2"}},
    ("storyline", "delete_selected"): {ADMINISTRATOR: {"thread"}},
    ("place", "delete_selected"): {ADMINISTRATOR: {"tehran"}},
    ("placename", "delete_selected"): {ADMINISTRATOR: {"Iran"}},
    ("user", "delete_selected"): {ADMINISTRATOR: {"somebody"}},
    ("totpdevice", "delete_selected"): {ADMINISTRATOR: {"a phone"}},
    ("accessattempt", "delete_selected"): {ADMINISTRATOR: {"x"}},
    # For a superuser alone.
    ("group", "delete_selected"): {},
    ("accesslog", "delete_selected"): {},
    ("accessfailurelog", "delete_selected"): {},
}


def walk(found, path=""):
    """Every address under a resolver: its path with the converters in it, and its name."""
    for one in found:
        if hasattr(one, "url_patterns"):
            yield from walk(one.url_patterns, path + str(one.pattern))
        else:
            yield path + str(one.pattern), one.name or ""


def expected(path, name):
    """What is stated of an address: GET and POST."""
    if name in OTHERS or path in OTHERS:
        return OTHERS.get(name) or OTHERS[path]
    if not name and path.endswith("<path:object_id>/"):
        return "rrrr", "rrrr"  # on to the form, which refuses
    model, _part, view = name.rpartition("_")
    see, add, change, delete = MODELS[model]
    done = change.replace("y", "r")
    return {
        "changelist": (see, see),
        "history": (see, see),
        "add": (add, add),
        "change": (see, change),
        "delete": (delete, delete.replace("y", "r")),
        "restore": (change, done),
        "settle": ("rrrr", done),
    }[view]


@pytest.fixture
def held(cast, monkeypatch):
    """Something of every kind to open or to tick, and who put it there."""
    # What the pages say is asked elsewhere; here it would only take the time of a thousand pages.
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_args, **_options: "")
    users = {role: account(role.lower(), role) for role in (AUTHOR, EDITOR, ADMINISTRATOR)} | {NO_GROUP: account("nobody")}
    cast(
        storylines=[{"slug": "thread", "title": "A thread"}],
        actors=[{"slug": slug, "name": slug, "kind": "person", "side": "iran"} for slug in ("a1", "a2")],
        sources=[{"slug": slug, "publisher": slug, "url": f"https://{slug}.example/"} for slug in ("s1", "s2")],
    )
    with transaction.atomic(), revision(by=users[AUTHOR], how=How.FORM):
        load({"events": [event("own", status="draft"), event("own-public"), event("waiting", status="review")]})
    with transaction.atomic(), revision(by=users[EDITOR], how=How.FORM):
        load({"events": [event("other", status="draft"), event("public"), event("gone", status="withdrawn")]})
    attempt = {"username": "x", "ip_address": "192.0.2.1", "attempt_time": now()}
    return {
        "users": users,
        "user": [account("somebody")],
        "group": [Group.objects.get(name=AUTHOR)],
        "event": [Event.objects.get(slug="other"), *Event.objects.exclude(slug="other")],
        "revision": [Revision.objects.latest("pk")],
        "actor": list(Actor.objects.filter(slug__in=["a1", "a2"])),
        "source": list(Source.objects.filter(slug__in=["s1", "s2"])),
        "storyline": [Storyline.objects.get()],
        "place": [Place.objects.create(name="Tehran", country="Iran", slug="tehran")],
        "placename": [PlaceName.objects.create(english="Iran", language="ar", name="إيران")],
        "totpdevice": [TOTPDevice.objects.create(user=account("with-a-phone"), name="a phone", confirmed=True)],
        "accessattempt": [AccessAttempt.objects.create(**attempt, failures_since_start=1)],
        "accesslog": [AccessLog.objects.create(**attempt)],
        "accessfailurelog": [AccessFailureLog.objects.create(**attempt)],
        "import": [Import.objects.create(by=users[EDITOR], name="x.csv", headers=["title"], mapping=["title"], stage="ready")],
    }


@pytest.fixture(params=ROLES)
def visitor(request, held):
    """One of them at a browser: `visitor(path)` opens, `visitor(path, data)` sends, each from the same state of the record."""
    client = Client()
    if request.param in held["users"]:
        client.force_login(held["users"][request.param])

    def ask(path, data=None):
        point, cookies = transaction.savepoint_create(), deepcopy(client.cookies)
        response = client.get(path) if data is None else client.post(path, data)
        got = outcome(response)
        if got not in "nl":
            transaction.savepoint_rollback(point)  # What was refused stays, so that it shows if anything was written nevertheless.
        client.cookies = cookies
        return got

    return request.param, ask


def outcome(response):
    if response.status_code == 302:
        return "l" if "/admin/login/" in response["Location"] else "r"
    # An import without a file is told so with status 400.
    return {200: "y", 400: "y", 403: "n", 404: "-", 405: "m"}.get(response.status_code, f"[{response.status_code}]")


def filled(path, held):
    """An address with something that is there in each of its places."""
    kind = next((part for part in path.split("/")[:2] if part in held), "event")
    pk = held[kind][0].pk
    values = {
        "what": "actor",
        **dict.fromkeys(("pk", "id", "object_id"), pk),
        "version": getattr(Version.objects.filter(kind=kind, record=pk).first(), "pk", 0),
        "content_type_id": ContentType.objects.get_for_model(Event).pk,
    }
    path = re.sub(r"^\^\(\?P<app_label>.*", "events/", path).replace("(?P<url>.*)$", "nowhere/")
    return "/admin/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), path)


def everything():
    """All that is on record, to see whether anything was written."""
    held = {model: list(model.objects.order_by("pk").values_list()) for model in admin.site._registry}
    return held | {Import: list(Import.objects.values_list()), Version: Version.objects.count()}


def said_of(role, letters, name=""):
    """The letter of one of them."""
    return OPEN.get(name, "ll") if role == STRANGER else [one[ROLES.index(role) - 1] for one in letters]


def test_every_address_opens_for_those_who_may_and_writes_for_nobody_else(held, visitor):
    role, ask = visitor
    before, wrong = everything(), []
    addresses = list(walk(admin.site.get_urls()))
    assert len(addresses) > 100
    for path, name in addresses:
        full = filled(path, held)
        wanted = said_of(role, expected(path, name), name)
        got = [ask(full), ask(full, {"post": "yes"})]
        if got != list(wanted):
            wrong.append((full, got, wanted))
    for slug, (change, delete, restore) in EVENTS.items():
        pk = Event.objects.get(slug=slug).pk
        version = Version.objects.filter(kind="event", record=pk).first().pk
        for view, letters in (("change", change), ("delete", delete), (f"restore/{version}", restore)):
            full = f"/admin/events/event/{pk}/{view}/"
            wanted = said_of(role, letters)
            got = [ask(full), ask(full, {"post": "yes"})]
            if got != list(wanted):
                wrong.append((full, got, wanted))
    wrong += [(path, got) for path, letters in ASKED_OTHERWISE.items() if (got := ask(path)) != said_of(role, [letters])[0]]
    assert not wrong
    assert everything() == before


def test_everything_registered_and_every_action_has_its_expectation(rf, db):
    known = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert known == set(MODELS)
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    actions = {(model._meta.model_name, name) for model, one in admin.site._registry.items() for name in one.get_actions(request)}
    assert actions == set(ACTIONS)


@pytest.mark.parametrize("role", [NO_GROUP, AUTHOR, EDITOR, ADMINISTRATOR])
def test_every_bulk_action_changes_what_its_group_may_change_and_nothing_else(held, role):
    client = Client()
    client.force_login(held["users"][role])
    wrong = []
    for (kind, action), by_role in ACTIONS.items():
        ticked = held[kind]
        opts = ticked[0]._meta
        sent = {"action": action, "_selected_action": [one.pk for one in ticked], "reason": "For the test"}
        before = everything()
        point = transaction.savepoint_create()
        client.post(f"/admin/{opts.app_label}/{opts.model_name}/", sent | {"confirmed": "1", "post": "yes", "keep": ticked[0].pk})
        model = type(ticked[0])
        rows = {row[0]: row for row in model.objects.values_list()}
        changed = {named(one) for one in ticked if rows.get(one.pk) != next(row for row in before[model] if row[0] == one.pk)}
        if action == "merge":
            changed = {named(one) for one in ticked if one.pk not in rows}
        if changed != by_role.get(role, set()):
            wrong.append((kind, action, changed))
        if not changed and everything() != before:
            wrong.append((kind, action, "something else"))
        transaction.savepoint_rollback(point)
    assert not wrong


def named(one):
    return next(str(getattr(one, name)) for name in ("slug", "english", "username", "name") if hasattr(one, name))


def test_nothing_beside_the_desk_asks_who_is_there(held):
    """The public pages are the same for whoever reads them: a session opens none of them, and shows no draft."""
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss", password="x"))
    values = {"slug": "other", "words": "w", "part": "events", "number": "1", "rest": "x", "extension": "csv"}
    addresses = [(path, name) for path, name in walk(get_resolver().url_patterns) if not path.startswith("admin/")]
    assert len(addresses) > 60
    wrong = []
    for path, _name in addresses:
        full = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "other"), path.lstrip("^").rstrip("$"))
        mine, theirs = boss.get(full), Client().get(full)
        if mine.status_code != theirs.status_code or mine.status_code >= 500:
            wrong.append((full, mine.status_code, theirs.status_code))
    assert not wrong
