"""Editors of every group, and an event's form as a browser sends it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from timeline.desk.roles import ADMINISTRATOR, AUTHOR, EDITOR

FORMSETS = ("participations", "citations", "statements", "storyline_entries", "relations", "translations")


class Desk:
    """An editor at work: a browser of their own."""

    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def get(self, path, **data):
        return self.client.get(path, data)

    def post(self, path, data=None, **options):
        return self.client.post(path, data or {}, **options)

    def form(self, path):
        """What the form on a page would send, as it stands."""
        response = self.client.get(path)
        assert response.status_code == 200, response.status_code
        return fields(response)

    def save(self, path, to="draft", **changes):
        """Open a form, change some fields, press a button."""
        return self.post(path, self.form(path) | {"_to": to} | changes)


def fields(response):
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    form = soup.select_one("#content-main form, form.settle, form.import")
    found = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.find_parent("template") or field.get("type") in ("submit", "file"):
            continue
        name = field["name"]
        if field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                found[name] = field.get("value", "on")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found[name] = chosen.get("value", chosen.text) if chosen else ""
        elif field.name == "textarea":
            found[name] = field.text.removeprefix("\n")
        else:
            found[name] = field.get("value", "")
    return found


def account(name, group=None, **options):
    user = get_user_model().objects.create_user(name, password="a password for tests", is_staff=True, **options)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def author(db):
    return Desk(account("author", AUTHOR))


@pytest.fixture
def editor(db):
    return Desk(account("editor", EDITOR))


@pytest.fixture
def second(db):
    return Desk(account("second", EDITOR))


@pytest.fixture
def administrator(db):
    return Desk(account("administrator", ADMINISTRATOR))


TYPED = {
    "title": "Al-Araji arrives in Tehran",
    "kind": "visit",
    "date_text": "2025-10-22",
    "participations-0-actor": "Iraq",
    "participations-0-role": "initiator",
    "citations-0-source": "https://paper.example/1",
}
"""The least that an event needs to be published."""
ADD = "/admin/events/event/add/"
