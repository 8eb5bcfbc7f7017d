"""An editor types a date: the reading follows, a choice is put into the field, the anchor comes from the source."""

import re

from playwright.sync_api import expect


def test_the_reading_follows_what_is_typed(visit, own_site, axe):
    name, password = own_site.add_editor()
    page = visit("/admin/login/?next=/admin/events/event/add/", site=own_site)
    page.get_by_label(re.compile("user", re.IGNORECASE)).fill(name)
    page.get_by_label(re.compile("password", re.IGNORECASE)).fill(password)
    page.keyboard.press("Enter")
    field = page.locator("#id_date_text")
    reading = page.locator("#id_date_text-reading")
    field.press_sequentially("twenty days before 11 November 2025", delay=5)
    expect(reading).to_contain_text("22 October 2025")
    expect(reading).to_contain_text("20 days before 11 November 2025")

    # Two readings: both are buttons, reached by keyboard; the chosen one is read in turn.
    field.fill("10/11/2025")
    expect(reading.get_by_role("button")).to_have_count(2)
    reading.get_by_role("button", name="10 November 2025").focus()
    page.keyboard.press("Enter")
    expect(field).to_have_value("10 November 2025")
    expect(reading.locator("code")).to_have_text("2025-11-10")
    expect(field).to_be_focused()

    # A fault is a sentence; the anchor of the form is followed.
    field.fill("31 February 2025")
    expect(reading).to_contain_text("February 2025 has 28 days")
    field.fill("yesterday")
    page.locator("#id_date_anchor").fill("2025-10-22")
    expect(reading.locator("code")).to_have_text("2025-10-21")
    axe(page)
