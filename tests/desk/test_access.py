"""Who may do what at the desk, who gets there, and that no more is asked of readers for it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.conftest import event
from tests.desk.conftest import ADD, TYPED, Desk, account
from timeline.desk.access import locked_out
from timeline.desk.models import Import
from timeline.desk.roles import EDITOR, TWO_STEP
from timeline.events.history.models import Revision, Version
from timeline.events.models import Actor, Event, Source


@pytest.fixture
def held(cast):
    cast(event("talks"), event("waiting", status="draft"))
    talks = Event.objects.get(slug="talks")
    return {
        "event": talks.pk,
        "draft": Event.objects.get(slug="waiting").pk,
        "version": Version.objects.get(slug="talks").pk,
        "actor": Actor.objects.get(slug="qaani").pk,
        "source": Source.objects.get().pk,
        "revision": Revision.objects.latest("pk").pk,
        "job": Import.objects.create(by=account("importer"), name="x.csv", headers=["title"], mapping=["title"]).pk,
    }


def test_an_author_changes_only_their_own_drafts_and_publishes_nothing(held, author, editor):
    assert author.save(ADD, "published", **TYPED).status_code == 302
    assert Event.objects.filter(status="published").count() == 1
    assert author.save(ADD, "review", **TYPED).status_code == 302
    own = Event.objects.get(status="review")
    path = f"/admin/events/event/{own.pk}/change/"
    assert author.save(path, "review", summary="More.").status_code == 302
    author.post(path, author.form(path) | {"_to": "published"})
    own.refresh_from_db()
    assert (own.status, own.summary) == ("review", "More.")
    for other in (held["event"], held["draft"]):
        assert author.post(f"/admin/events/event/{other}/change/", {"title": "Mine now", "_to": "draft"}).status_code == 403
    editor.save(path, "published")
    assert author.post(path, {"title": "Mine still", "_to": "published"}).status_code in (302, 403)
    own.refresh_from_db()
    assert own.title == TYPED["title"]


def test_an_author_cannot_publish_or_merge_many_at_once(held, author):
    for action, path in (("move_to_published", "event"), ("move_to_withdrawn", "event"), ("merge", "actor"), ("delete_selected", "event")):
        pks = list((Event if path == "event" else Actor).objects.values_list("pk", flat=True))
        author.post(f"/admin/events/{path}/", {"action": action, "_selected_action": pks, "confirmed": "1", "reason": "x", "keep": pks[0]})
    assert Event.objects.get(slug="waiting").status == "draft"
    assert Event.objects.get(slug="talks").status == "published"
    assert Actor.objects.count() == 6


def test_an_administrator_cannot_make_anybody_a_superuser(administrator):
    boss = User.objects.create_superuser("boss", password="x")
    assert administrator.get(f"/admin/auth/user/{boss.pk}/change/").status_code == 302
    path = f"/admin/auth/user/{administrator.user.pk}/change/"
    page = BeautifulSoup(administrator.get(path).content.decode(), "html.parser")
    assert not page.select("[name=is_superuser], [name=user_permissions]")
    sent = administrator.form(path) | {"is_superuser": "on", "groups": [Group.objects.get(name=EDITOR).pk]}
    administrator.post(path, sent)
    administrator.user.refresh_from_db()
    assert not administrator.user.is_superuser


def test_eight_wrong_passwords_shut_a_name_out_from_there_but_not_others(db, settings):
    account("layla")
    account("omar")
    there, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _n in range(8):
        response = there.post("/admin/login/", {"username": "layla", "password": "a guess"})
    right = {"password": "a password for tests", "next": "/admin/"}
    response = there.post("/admin/login/", {"username": "layla", **right})
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert there.post("/admin/login/", {"username": "omar", **right}).status_code == 302
    assert elsewhere.post("/admin/login/", {"username": "layla", **right}).status_code == 302


def code(device):
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits).token():06}"


def test_a_second_step_is_set_up_and_asked_for_from_then_on(db):
    desk = Desk(account("layla", EDITOR))
    assert "<svg" in desk.get("/admin/two-step/").content.decode()
    device = TOTPDevice.objects.get()
    assert desk.post("/admin/two-step/", {"token": "000000"}).status_code == 302
    assert not TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    desk.post("/admin/two-step/", {"token": code(device)})
    assert TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(last_t=-1)
    login = {"username": "layla", "password": "a password for tests", "next": "/admin/"}
    assert "enter the code" in Client().post("/admin/login/", login).content.decode()
    assert Client().post("/admin/login/", login | {"otp_token": code(device)}).status_code == 302


def test_an_administrator_can_require_the_second_step(cast):
    cast(event("talks"))
    desk = Desk(account("layla", EDITOR))
    desk.user.groups.add(Group.objects.get(name=TWO_STEP))
    response = desk.client.get("/admin/events/event/", follow=True)
    assert response.redirect_chain[-1][0] == reverse("admin:desk_two_step")
    assert desk.post(ADD, TYPED).status_code == 302
    assert Event.objects.count() == 1
    desk.post("/admin/two-step/", {"token": code(TOTPDevice.objects.get())})
    assert desk.get("/admin/events/event/").status_code == 200


def test_the_desk_sends_the_sites_own_policy_and_no_page_of_it_is_kept_by_a_cache(held, editor):
    response = editor.get(f"/admin/events/event/{held['event']}/change/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "no-store" in response["Cache-Control"] or "private" in response["Cache-Control"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }}", "</textarea><img src=x onerror=alert(1)>"])
def test_no_editor_can_make_a_page_run_a_script(cast, editor, client, text):
    response = editor.save(ADD, "published", **TYPED | {"title": text, "label": text[:40], "summary": text, "date_note": text})
    assert response.status_code == 302
    one = Event.objects.get()
    for path in (one.get_absolute_url(), "/", f"/embed/?event={one.slug}"):
        assert not planted(client.get(path))
    assert not planted(editor.get(f"/admin/events/event/{one.pk}/history/"))
    assert not planted(editor.get(f"/admin/events/event/{one.pk}/change/"))


def planted(response):
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return soup.select("[onerror]") + [
        one for one in soup.select("script") if "alert" in one.text and not one.get("type", "").endswith("json")
    ]


def test_a_form_without_the_browsers_sign_is_answered_with_a_way_back_under_the_sites_policy(held, editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor.user)
    page = client.post("/admin/events/event/add/", {"title": "Typed"})
    assert page.status_code == 403
    assert "is kept in this browser" in page.content.decode()
    assert 'href="/admin/events/event/add/"' in page.content.decode()
    assert "<style" not in page.content.decode()


def test_an_administrator_cannot_take_a_superusers_second_step_away(administrator):
    boss, editor = User.objects.create_superuser("boss", password="x"), account("layla", EDITOR)
    theirs, hers = (TOTPDevice.objects.create(user=user, name="a phone", confirmed=True) for user in (boss, editor))
    path = "/admin/otp_totp/totpdevice/"
    assert "boss" not in administrator.get(path).content.decode()
    for device in (theirs, hers):
        administrator.post(f"{path}{device.pk}/delete/", {"post": "yes"})
    administrator.post(path, {"action": "delete_selected", "_selected_action": [theirs.pk], "post": "yes"})
    assert list(TOTPDevice.objects.all()) == [theirs]
    other = Desk(User.objects.create_superuser("chief", password="x"))
    other.post(f"{path}{theirs.pk}/delete/", {"post": "yes"})
    assert not TOTPDevice.objects.exists()


def test_a_page_for_whoever_is_shut_out_is_a_card_as_the_sign_in_is(db, rf):
    request = rf.get("/admin/login/")
    request.user = AnonymousUser()
    forged = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    pages = [Client().get("/admin/login/"), locked_out(request), forged]
    assert [page.status_code for page in pages] == [200, 429, 403]
    for page in pages:
        soup = BeautifulSoup(page.content.decode(), "html.parser")
        assert "login" in soup.body["class"]
        assert soup.select("link[href*='admin/css/login']")
        assert not soup.select("#nav-sidebar, #user-tools, .breadcrumbs")
