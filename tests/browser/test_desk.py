"""An editor's day in a real browser: enter and publish, two people on one event, a file brought in and taken back, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.urls import resolve
from playwright.sync_api import expect

from tests.browser.conftest import copied
from tests.desk.test_import import FAULTS, HEADERS
from tests.desk.test_permissions import walk

ADD = "/admin/events/event/add/"


@pytest.fixture(scope="module")
def desk_site(site, tmp_path_factory):
    """A copy of the product for this file's tests to write to, and the accounts that were made on it."""
    with copied(site, tmp_path_factory.mktemp("desk")) as started:
        yield started, {}


@pytest.fixture
def desk(desk_site, visit):
    """Sign in and open a page of the desk; every call is a browser of its own."""
    own_site, accounts = desk_site

    def open_desk(path=ADD, name="editor", **options):
        if name not in accounts:
            accounts[name] = own_site.add_editor(name)
        page = visit(f"/admin/login/?next={path}", site=own_site, **options)
        page.fill("#id_username", accounts[name][0])
        page.fill("#id_password", accounts[name][1])
        page.press("#id_password", "Enter")
        page.wait_for_url(re.compile(re.escape(path.split("?")[0])))
        return page

    return open_desk


@pytest.fixture
def faultless(axe):
    """Asserts that axe finds nothing on a page, light and dark."""

    def check(page):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe(page)

    return check


def fill(page, title="Al-Araji arrives in Tehran with a delegation", date="twenty days before 11 November 2025"):
    page.fill("#id_title", title)
    page.locator(".chips label", has_text="Visit").click()
    page.fill("#id_date_text", date)
    page.fill("#id_participations-0-actor", "Qasim al-Araji")
    page.keyboard.press("Escape")


def test_an_event_is_entered_as_its_source_says_it_and_published(desk, faultless):
    page = desk()
    fill(page)
    expect(page.locator("#id_date_text-reading")).to_contain_text("22 October 2025")
    # Somebody may have entered it: the panel says so, and why.
    alike = page.locator(".alike").first
    expect(alike).to_contain_text("Same actor: Qasim al-Araji")
    expect(alike).to_contain_text("Dates overlap")
    # Opened to be compared, it stays open while typing goes on.
    with page.expect_response(re.compile("/panel/")):
        alike.locator("summary").click()
        expect(alike.locator("dl")).to_contain_text("Qasim al-Araji")
    with page.expect_response(re.compile("/panel/")):
        page.fill("#id_summary", "He came by night.")
    expect(page.locator(".checks")).to_be_visible()
    expect(alike.locator("dl")).to_be_visible()
    # An actor by another script, chosen with the keyboard.
    page.fill("#id_participations-1-actor", "")
    page.type("#id_participations-1-actor", "لاریج")
    expect(page.locator(".finds li")).to_contain_text("Ali Larijani")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_participations-1-actor")).to_have_value("Ali Larijani")
    # A source that is not on record yet: its fields appear with its address.
    page.fill("#id_citations-0-source", "https://new.example/araji?utm_source=mail")
    page.fill("#id_citations-0-new_publisher", "New Paper")
    faultless(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is saved and public")
    page.get_by_role("link", name="View on site").click()
    expect(page.locator("h1")).to_contain_text("Al-Araji arrives in Tehran with a delegation")
    expect(page.locator("main")).to_contain_text("22 October 2025")


def test_kinds_are_told_apart_by_the_lines_inside_their_symbols(desk):
    page = desk()
    for kind in ("Election", "Economic"):
        label = page.locator(".chips label", has_text=kind)
        # In the colour of the ground that the symbol stands on, chosen or not.
        for _ in range(2):
            stroke, ground = label.locator(".mark").evaluate(
                "(mark) => [getComputedStyle(mark).stroke, getComputedStyle(mark.closest('label')).backgroundColor]"
            )
            assert stroke == ground
            label.click()


def test_two_people_on_one_event_choose_field_by_field(desk, faultless):
    one = desk()
    fill(one, "Talks that two people edit", "2025-10-03")
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".messagelist")).to_contain_text("saved as a draft")
    path = one.url.partition("/admin/")[2]
    other = desk(f"/admin/{path}", "second", allow=["409"])
    one.fill("#id_summary", "Written by the first.")
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator(".messagelist")).to_contain_text("saved as a draft")
    other.fill("#id_title", "Talks as the second calls them")
    other.get_by_role("button", name="Save draft").click()
    expect(other.locator("h1")).to_contain_text("Changed by somebody else meanwhile")
    expect(other.locator(".settle")).to_contain_text("Written by the first.")
    faultless(other)
    other.get_by_role("button", name="Save as chosen").click()
    expect(other.locator("#id_title")).to_have_value("Talks as the second calls them")
    expect(other.locator("#id_summary")).to_have_value("Written by the first.")


def test_text_survives_a_session_that_ends(desk):
    page = desk()
    fill(page, "Typed for an hour", "2025-10-03")
    page.get_by_role("button", name="Add a participant").click()
    page.fill("#id_participations-2-actor", "Marco Rubio")
    page.wait_for_timeout(900)
    page.context.clear_cookies(name="timeline_session")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile("/admin/login/"))
    page.fill("#id_username", "editor")
    page.fill("#id_password", "a password for tests")
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile("/add/"))
    expect(page.locator("#desk-kept")).to_be_visible()
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#id_title")).to_have_value("Typed for an hour")
    expect(page.locator("#id_participations-2-actor")).to_have_value("Marco Rubio")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("saved as a draft")
    # What is saved is no longer offered.
    page.goto(page.url.partition("/admin/")[0] + ADD)
    expect(page.locator("#desk-kept")).to_be_hidden()


def test_whoever_is_signed_out_while_typing_is_told_so_and_types_on(desk, faultless):
    page = desk()
    expect(page.locator(".checks")).to_be_visible()
    page.context.clear_cookies(name="timeline_session")
    page.locator("#id_title").press_sequentially("Typed on")
    told = page.locator("#panel > [data-failed]")
    expect(told).to_contain_text("You are signed out. What you typed stays here.")
    page.locator("#id_title").press_sequentially(" and on")
    expect(page.locator("#id_title")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("Typed on and on")
    page.fill("#id_date_text", "3 October 2025")
    expect(page.locator("#id_date_text-reading > [data-failed]")).to_be_visible()
    expect(page.locator("[name=password]")).to_have_count(0)
    faultless(page)
    # Signed in beside it, the form goes on where it was.
    with page.expect_popup() as beside:
        told.get_by_role("link").click()
    beside.value.fill("#id_username", "editor")
    beside.value.fill("#id_password", "a password for tests")
    beside.value.press("#id_password", "Enter")
    beside.value.wait_for_url(re.compile("/admin/$"))
    page.fill("#id_date_text", "4 October 2025")
    expect(page.locator("#id_date_text-reading")).to_contain_text("4 October 2025")
    expect(page.locator(".checks")).to_be_visible()
    expect(page.locator("[data-failed]")).to_have_count(0)
    page.locator(".chips label", has_text="Visit").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("“Typed on and on” is saved as a draft")


@pytest.mark.parametrize(
    "status, said", [(404, "This import is no longer there."), (403, "This could not be fetched."), (500, "This could not be fetched.")]
)
def test_an_import_that_cannot_be_looked_at_says_so_and_leads_on(desk, tmp_path, status, said):
    file = tmp_path / "one.csv"
    file.write_text("title,kind,date,participants\nOne,meeting,3 October 2025,Iraq\n")
    page = desk("/admin/import/", allow=[str(status)])
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Read the file").click()
    page.route("**/step/", lambda route: route.fulfill(status=status, content_type="text/html", body="<html><h1>A whole page</h1></html>"))
    page.get_by_role("button", name="Look at the rows").click()
    told = page.locator("#progress > [data-failed]")
    expect(told).to_contain_text(said)
    expect(told.get_by_role("link")).to_be_visible()
    expect(page.locator("h1", has_text="A whole page")).to_have_count(0)


def test_a_file_is_brought_in_looked_at_applied_and_undone(desk, faultless, tmp_path):
    file = tmp_path / "week.csv"
    file.write_text(
        "title,kind,date,participants,source url,publisher\n"
        "A meeting that nobody knew of,meeting,3 October 2025,Qasim al-Araji,https://new.example/1,New Paper\n"
        "A meeting without a date,meeting,whenever it was,Qasim al-Araji,,\n"
    )
    page = desk("/admin/import/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#column-0")).to_have_value("title")
    faultless(page)
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.locator("tr.new")).to_have_count(1)
    expect(page.locator("tr.refused td.wrong")).to_have_count(1)
    faultless(page)
    page.get_by_label(re.compile("leave out")).check()
    page.get_by_role("button", name=re.compile("Bring in 1 event")).click()
    expect(page.locator(".messagelist")).to_contain_text("The import is done")
    page.get_by_role("link", name=re.compile("undo it")).click()
    page.locator("summary", has_text="Undo it").click()
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.locator(".messagelist")).to_contain_text("is undone")
    page.goto(page.url.partition("/admin/")[0] + "/admin/events/event/?q=nobody+knew")
    expect(page.locator("#result_list")).to_have_count(0)


def test_a_version_is_gone_back_to(desk, faultless):
    page = desk()
    fill(page, "As it was", "2025-10-03")
    page.get_by_role("button", name="Save draft").click()
    page.fill("#id_title", "As it should not be")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".version").first).to_contain_text("As it should not be")
    faultless(page)
    page.get_by_role("link", name="Go back to this version").click()
    page.get_by_role("button", name="Go back to it").click()
    expect(page.locator(".version")).to_have_count(3)
    page.get_by_role("link", name="As it was").click()
    expect(page.locator("#id_title")).to_have_value("As it was")


def test_with_the_keyboard_alone_an_event_is_entered_and_the_form_says_what_it_lacks(desk):
    page = desk()

    def tab_to(what):
        for _step in range(150):
            if page.evaluate("what => document.activeElement.matches(what)", what):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {what}")

    tab_to("#id_title")
    page.keyboard.type("Entered by keyboard")
    tab_to("[name=kind]")
    page.keyboard.press("ArrowRight")
    tab_to("#id_date_text")
    page.keyboard.type("March 2024")
    expect(page.locator("#id_date_text-reading")).to_contain_text("March 2024")
    expect(page.locator(".checks .needed")).to_have_count(2)
    tab_to("[name=_to][value=published]")
    page.keyboard.press("Enter")
    expect(page.locator("#citations-group")).to_contain_text("this event needs a citation of a source that has an address")
    expect(page.locator("#participations-group")).to_contain_text("this event needs someone who took part")
    expect(page.locator("#id_title")).to_have_value("Entered by keyboard")
    tab_to("#id_participations-0-actor")
    page.keyboard.type("rubio")
    expect(page.locator(".finds li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to("[name=_to][value=draft]")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("saved as a draft")


def test_two_actors_are_made_one_and_the_lists_are_faultless(desk, faultless):
    page = desk("/admin/")
    faultless(page)
    home = page.url.partition("/admin/")[0]
    for path in ("/admin/events/event/", "/admin/events/source/", "/admin/events/revision/", "/admin/events/actor/?q=ali+"):
        page.goto(home + path)
        faultless(page)
    rows = page.locator("#result_list tbody tr")
    before = rows.count()
    page.locator("#result_list .action-select").nth(0).check()
    page.locator("#result_list .action-select").nth(1).check()
    page.select_option("[name=action]", label="Merge the ticked into one")
    page.get_by_role("button", name="Run").click()
    page.locator("[name=keep]").first.check()
    page.fill("[name=reason]", "They are one person")
    faultless(page)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("They are one now")
    page.goto(home + "/admin/events/actor/?q=ali+")
    expect(rows).to_have_count(before - 1)


def test_the_days_of_sources_and_offices_say_what_they_are_read_as_and_fit_a_phone(desk, faultless):
    page = desk("/admin/events/source/add/", width=390)
    home = page.url.partition("/admin/")[0]
    page.fill("#id_published_on", "twenty days before 11 November 2025")
    expect(page.locator("#id_published_on-reading")).to_contain_text("22 October 2025")
    faultless(page)
    page.goto(home + "/admin/events/actor/add/")
    page.get_by_role("button", name="Add an office").click()
    page.locator("[name=roles-0-start]").fill("10/11/2025")
    page.get_by_role("button", name="10 November 2025").click()
    expect(page.locator("[name=roles-0-start]")).to_have_value("10 November 2025")
    expect(page.locator("[id$=roles-0-start-reading]")).to_contain_text("2025-11-10")
    faultless(page)
    for path in ("/admin/events/event/add/", "/admin/import/", "/admin/two-step/", "/admin/password_change/"):
        page.goto(home + path)
        faultless(page)
        cut = "() => [...document.querySelectorAll('#content :is(input:not([type=hidden]), textarea, select)')].filter((one) => {"
        cut += " const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth - 12; }).map((one) => one.name)"
        assert page.evaluate(cut) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_import_with_twelve_kinds_of_fault_says_each_at_its_cell(desk, faultless, tmp_path):
    # The rows and what is said of them are those of the test without a browser.
    file = tmp_path / "faults.csv"
    file.write_text("\n".join([HEADERS, *(row for row, _field, _said in FAULTS.values()), "Good,meeting,2025-10-08,Iraq,,,"]) + "\n")
    page = desk("/admin/import/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Look at the rows").click()
    rows = page.locator("tr.refused")
    expect(rows).to_have_count(len(FAULTS))
    for n, (_row, _field, said) in enumerate(FAULTS.values()):
        wrong = rows.nth(n).locator("td.wrong")
        expect(wrong).to_have_count(1)
        expect(wrong.locator("div")).to_be_visible()
        expect(wrong.locator("div")).to_contain_text(said or "✗")
    faultless(page)
    # Nothing goes in while they stand, unless the editor says so.
    page.get_by_role("button", name=re.compile("Bring in 1 event")).click()
    expect(page.locator(".messagelist")).to_contain_text("12 rows cannot be taken as they are")


def test_a_source_goes_over_to_the_event_that_is_on_record_already(desk):
    page = desk()
    fill(page)
    page.fill("#id_citations-0-source", "https://second.example/araji")
    expect(page.locator(".alike").first).to_be_visible()
    page.get_by_role("link", name="Add this source to it").first.click()
    page.wait_for_url(re.compile("/change/"))
    added = page.locator("#citations-group [name$=-source]").last
    expect(added).to_have_value("https://second.example/araji")
    page.locator("#citations-group [name$=-new_publisher]:visible").last.fill("Second Paper")
    # The form says which field it came back for, and leads there.
    page.locator("[name=_to]").first.click()
    page.locator(".wrong-fields a", has_text="Why").click()
    expect(page.locator("#id_reason")).to_be_focused()
    page.fill("#id_reason", "A second source")
    page.locator("[name=_to]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("is saved")
    cited = page.locator("#citations-group [name$=-source]").evaluate_all("(all) => all.map((one) => one.value)")
    assert [one for one in cited if one.startswith("Second Paper")]


def test_a_possible_duplicate_is_said_to_be_different_by_keyboard(desk):
    page = desk()
    fill(page)
    different = page.locator("[data-different]")
    expect(different.first).to_be_visible()
    check = page.locator(".checks li", has_text="No possible duplicate left open")
    expect(check).not_to_have_class("met")
    for _card in range(20):
        if not different.count():
            break
        with page.expect_response(re.compile("/panel/")):
            different.first.press("Enter")
            # Whoever works by keyboard goes on where they were: at the next of them, or after the last.
            assert page.evaluate("document.activeElement.matches('[data-different], #panel-checks')")
    expect(check).to_have_class("met")
    assert page.evaluate("document.activeElement.id") == "panel-checks"


def test_a_row_that_is_to_go_looks_so_when_the_form_comes_back(desk):
    page = desk()
    fill(page, date="no date at all")
    page.locator("label:has(#id_participations-0-DELETE)").click()
    cells = page.locator("[data-row]:has(#id_participations-0-DELETE) .cells")
    expect(cells).to_have_css("text-decoration-line", "line-through")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".wrong-fields")).to_be_visible()
    expect(page.locator("#id_participations-0-DELETE")).to_be_checked()
    expect(cells).to_have_css("text-decoration-line", "line-through")


def test_a_double_click_and_the_back_button_make_one_event_and_lose_no_text(desk):
    page = desk()
    fill(page, "Clicked twice", "2025-10-03")
    page.get_by_role("button", name="Save draft").dblclick()
    expect(page.locator(".messagelist")).to_contain_text(re.compile("saved"))
    made = page.url
    page.go_back()
    expect(page.locator("#id_title")).to_be_visible()
    # Back leads to a form: what is changed in it and saved again is asked about, and still there.
    if page.locator("#id_title").input_value() != "Clicked twice":
        fill(page, "Clicked twice", "2025-10-03")
    page.fill("#id_summary", "Typed after going back")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    found = page.locator("#id_summary")
    expect(found).to_have_value("Typed after going back")
    page.goto(made.partition("/admin/")[0] + "/admin/events/event/?q=clicked+twice")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


NO_PAGES = {
    # What the front page need not lead to, and why.
    "admin:index": "where the walk begins",
    "admin:login": "looked at before signing in",
    "admin:logout": "a button",
    "admin:jsi18n": "a script",
    "admin:autocomplete": "an answer to a script",
    "admin:desk_find": "an answer to a script",
    "admin:events_event_panel": "a part of the form",
    "admin:events_event_reading": "a part of the form",
    "admin:desk_import_progress": "an answer to a script",
    "admin:view_on_site": "leads to the public page",
    "admin:password_change_done": "follows the change of a password; looked at beside the walk",
    "admin:events_event_settle": "a form's answer; looked at where two people edit one event",
    **dict.fromkeys((f"admin:events_{one}_settle" for one in ("actor", "source", "storyline")), "as that of an event"),
    **dict.fromkeys((f"admin:desk_import_{step}" for step in ("columns", "step", "decide", "apply", "discard")), "a button"),
    "admin:events_revision_undo": "a button",
    **dict.fromkeys((f"admin:events_{one}_restore" for one in ("actor", "source", "storyline")), "as that of an event"),
    **dict.fromkeys((f"admin:events_revision_{one}" for one in ("add", "delete", "history")), "refused: history is not written by hand"),
    **dict.fromkeys((f"admin:otp_totp_totpdevice_{one}" for one in ("add", "config", "qrcode")), "refused: it would show a secret"),
    **dict.fromkeys(
        (f"admin:axes_{one}_add" for one in ("accessattempt", "accesslog", "accessfailurelog")), "refused: they come by themselves"
    ),
    **dict.fromkeys((f"admin:axes_accessfailurelog_{one}" for one in ("change", "delete", "history")), "as those of the other sign-ins"),
}


@pytest.fixture
def looked_at(axe):
    """Asserts the same of a page that is one of many: in the dark only the colours are looked at anew."""

    def check(page):
        page.emulate_media(color_scheme="light")
        axe(page)
        page.emulate_media(color_scheme="dark")
        axe(page, rules=["color-contrast"])

    return check


def test_axe_finds_nothing_on_any_page_that_the_front_page_leads_to(desk, desk_site, visit, looked_at):
    desk("/admin/", "second")
    page = desk("/admin/import/", allow=["404"])
    home, wrong = page.url.partition("/admin/")[0], []
    # What there is a page of: a wrong password, an import on its way, an authenticator, a draft and an account to delete,
    # a second version to go back from.
    week = {"name": "week.csv", "mimeType": "text/csv", "buffer": b"title,date\nWhat nobody knew,2025-10-03\n"}
    guess(visit("/admin/login/", site=desk_site[0]))
    page.set_input_files("#file", week)
    page.get_by_role("button", name="Read the file").click()
    page.goto(home + "/admin/two-step/")
    page.goto(home + ADD)
    fill(page, "To be walked through", "2025-10-03")
    page.get_by_role("button", name="Save draft").click()
    page.fill("#id_title", "Walked through")
    page.get_by_role("button", name="Save draft").click()
    met, lists = set(), []
    to_see = [page.url, home + "/admin/"]
    page.goto(home + "/admin/auth/user/")
    page.locator("#result_list th a", has_text="second").click()
    to_see.append(page.url)
    page.goto(home + "/admin/no-such-page/")
    wrong += said_of(looked_at, page)
    kinds = {re.sub(r"\d+", "N", one) for one in to_see}
    while to_see:
        page.goto(to_see.pop(0))
        if "/admin/" not in page.url:
            continue
        path = page.url.partition("?")[0].removeprefix(home)
        met.add(resolve(path).view_name)
        wrong += said_of(looked_at, page)
        if page.locator("select[name=action]").count():
            lists.append(path)
        for link in page.locator("a[href]:not(svg *)").evaluate_all("(all) => all.map((one) => one.href.split(/[?#]/)[0])"):
            kind = re.sub(r"\d+", "N", link)
            if link.startswith(home + "/admin/") and kind not in kinds:
                kinds.add(kind)
                to_see.append(link)
    for path in lists:
        page.goto(home + path)
        for action in page.locator("select[name=action] option").evaluate_all("(all) => all.map((one) => one.value).filter(Boolean)"):
            page.goto(home + path)
            for n in range(min(2, page.locator(".action-select").count())):
                page.locator(".action-select").nth(n).check()
            page.select_option("select[name=action]", action)
            page.locator("button[name=index]").first.click()
            wrong += said_of(looked_at, page)
    assert not wrong, "\n".join(wrong)
    named = {f"admin:{name}" for _path, name in walk(admin.site.get_urls()) if name}
    assert not (missed := named - met - NO_PAGES.keys()), "\n".join(sorted(missed))


def test_axe_finds_nothing_where_somebody_signs_in_or_is_refused(desk_site, visit, looked_at):
    stranger = visit("/admin/login/", site=desk_site[0], allow=["403", "429"])
    home = stranger.url.partition("/admin/")[0]
    wrong = said_of(looked_at, stranger)
    guess(stranger)
    expect(stranger.locator(".errornote")).to_be_visible()
    wrong += said_of(looked_at, stranger)
    for _guess in range(8):
        # Eight are enough to be told to wait.
        if stranger.locator("#id_password").count():
            guess(stranger)
            stranger.wait_for_load_state()
    expect(stranger.locator("#id_password")).to_have_count(0)
    wrong += said_of(looked_at, stranger)
    stranger.goto(home + "/admin/login/")
    stranger.context.clear_cookies()
    guess(stranger)
    expect(stranger.locator("#id_password")).to_have_count(0)
    wrong += said_of(looked_at, stranger)
    assert not wrong, "\n".join(wrong)


def guess(page):
    """Sign in with a password that is none."""
    page.fill("#id_username", "somebody")
    page.fill("#id_password", "a guess")
    page.press("#id_password", "Enter")


def said_of(look, page):
    """What a look at a page finds, with the page's address."""
    try:
        look(page)
    except AssertionError as found:
        return [f"{page.url}\n{found}"]
    return []
