"""The walks of the secretariat through its desk: what is typed is never lost, and does what the preview says."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, fresh, schedule, session
from tests.browser.every_page import BRIEFING
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice


def test_correcting_an_outcome_shows_what_follows(visit: Visit) -> None:
    """The preview tells what the registry will make of it; the page shows what became of it."""
    page = visit("secretariat").new_page()
    key = fresh("d")
    page.goto("/desk/do/hold-briefing")
    page.get_by_label("Key").fill(key)
    page.get_by_label("Title").fill("Outcomes")
    page.get_by_label("Date").fill("2026-11-21")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_role("link", name="Champion country accepted").click()
    page.get_by_label("Key").fill("champion")
    page.get_by_label("Country").select_option("CHL")
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.get_by_text("Chile is a champion country since November 2026").first).to_be_visible()
    expect(page.get_by_text("Chile is a champion country since November 2026.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Confirm").click()
    page.goto(f"/desk/briefing/{key}")
    page.get_by_role("link", name="Correct an outcome champion").click()
    expect(page.get_by_label("Country")).to_have_value("CHL")
    page.get_by_label("Country").select_option("KEN")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    wait_until(
        lambda: (
            page.goto(f"/consultations/briefings/{key}") and page.get_by_text("is a champion country").count()
        )
    )
    expect(page.get_by_text("Kenya", exact=True)).to_be_visible()


def test_two_editors_both_keep_their_text(visit: Visit) -> None:
    """The later one sees what the other changed, beside their own, and can send it again."""
    first, second = visit("secretariat").new_page(), visit("secretariat").new_page()
    key = fresh("e")
    schedule(first, key, "Two editors")
    for page in (first, second):
        page.goto(f"/desk/do/move-briefing?key={key}")
    first.get_by_label("Place").fill("New York")
    first.get_by_role("button", name="See who will be told what").click()
    first.get_by_role("button", name="Confirm").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Recorded")
    second.get_by_label("Date").fill("2027-04-05")
    second.get_by_role("button", name="See who will be told what").click()
    expect(second.get_by_role("alert")).to_contain_text("Somebody changed this meanwhile")
    expect(second.get_by_text("Meanwhile somebody wrote: New York")).to_be_visible()
    expect(second.get_by_label("Date")).to_have_value("2027-04-05")
    second.get_by_label("Place").fill("New York")
    second.get_by_role("button", name="See who will be told what").click()
    second.get_by_role("button", name="Confirm").click()
    second.get_by_role("link", name="The public page").click()
    expect(second.get_by_role("main")).to_contain_text("5 April 2027")
    expect(second.get_by_role("main")).to_contain_text("New York")


def test_unsent_text_survives_a_reload_and_an_expired_session(visit: Visit, house: OneVoice) -> None:
    """What was typed is back after a reload, and comes back with the form when the session is over."""
    context = visit("secretariat")
    page = context.new_page()
    page.goto("/desk/do/schedule-briefing")
    page.get_by_label("Title").fill("Half a title")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Half a title")
    expect(page.get_by_text("What you typed here before is back.")).to_be_visible()
    key = fresh("f")
    page.get_by_label("Key").fill(key)
    page.get_by_label("Date").fill("2027-05-06")
    context.clear_cookies()
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session is over")
    expect(page.get_by_label("Title")).to_have_value("Half a title")
    context.add_cookies([session(house.url, "secretariat")])  # type: ignore[list-item]  # a dictionary of its shape
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/desk/done/**")
    page.goto("/desk/do/schedule-briefing")
    expect(page.get_by_label("Title")).to_have_value("")


def test_changing_it_after_the_preview_loses_nothing(visit: Visit) -> None:
    """Also without scripts: the form comes back as it was filled in."""
    page = visit("secretariat", java_script_enabled=False).new_page()
    page.goto("/desk/do/schedule-briefing")
    key = fresh("h")
    page.get_by_label("Key").fill("2027/01")
    page.get_by_label("Title").fill("Typed once")
    page.get_by_label("Date").fill("2027-06-07")
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.locator(".error")).to_contain_text("Letters, digits")
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Title")).to_have_value("Typed once")
    expect(page.get_by_label("Key")).to_have_value(key)
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")


def test_two_editors_of_an_outcome(visit: Visit) -> None:
    """The later one sees what the other made of it."""
    first, second = visit("secretariat").new_page(), visit("secretariat").new_page()
    address = f"/desk/do/correct-outcome?key={BRIEFING}&item=list_published"
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Where").fill(fresh("place"))
    theirs = first.get_by_label("Where").input_value()
    for page in (first, second):
        page.get_by_role("button", name="See who will be told what").click()
        if page is first:
            page.get_by_role("button", name="Confirm").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")
    expect(second.get_by_text(f"Meanwhile somebody wrote: {theirs}")).to_be_visible()


def speaker(page: Page, row: int) -> Locator:
    """The name in a row of the programme's speakers."""
    speakers = page.get_by_role("group", name="Speakers", exact=True)
    return speakers.get_by_role("group", name=f"Row {row}", exact=True).get_by_label("Name")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_has_as_many_rows_as_are_needed(scripts: bool, visit: Visit) -> None:  # noqa: FBT001
    """More rows keep what was typed; what is left empty between others is nobody; all is there to be corrected."""
    page = visit("secretariat", java_script_enabled=scripts).new_page()
    key = fresh("p")
    schedule(page, key, "With a programme")
    page.goto(f"/desk/do/set-programme?key={key}")
    page.get_by_label("Chair: name").fill("The chair")
    speaker(page, 2).fill("First")
    page.get_by_role("button", name="More rows · Speakers").click()
    expect(page.get_by_label("Chair: name")).to_have_value("The chair")
    expect(speaker(page, 1)).to_have_value("First")
    speaker(page, 4).fill("Second")
    agenda = page.get_by_role("group", name="Agenda", exact=True)
    agenda.get_by_label("Title").first.fill("A point without a key")
    page.get_by_role("button", name="See who will be told what").click()
    expect(agenda.locator(".error")).to_have_text("This is needed.")
    agenda.get_by_label("Key").first.fill("point")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="The public page").click()
    expect(page.get_by_role("main")).to_contain_text("A point without a key")
    page.goto(f"/desk/do/set-programme?key={key}")
    expect(speaker(page, 1)).to_have_value("First")
    expect(speaker(page, 2)).to_have_value("Second")
    expect(speaker(page, 3)).to_have_value("")


def test_a_draft_keeps_the_rows_that_were_added(visit: Visit) -> None:
    """After a reload they are there again, beyond those that the form begins with."""
    page = visit("secretariat").new_page()
    address = f"/desk/do/set-programme?key={BRIEFING}"
    page.goto(address)
    begins = page.locator("[data-row^=speakers]").count()
    page.get_by_role("button", name="More rows · Speakers").click()
    speaker(page, begins + 2).fill("A late speaker")
    page.goto(address)
    expect(speaker(page, begins + 2)).to_have_value("A late speaker")


def test_evidence_is_taken_back_where_it_is_shown(visit: Visit) -> None:
    """The form is about that piece; what would follow is seen before."""
    page = visit("secretariat").new_page()
    page.goto("/desk/champion/SLV")
    page.get_by_role("link", name="Retract evidence").first.click()
    expect(page.get_by_label("Evidence: key of the outcome")).to_have_value("champion_SLV")
    page.get_by_label("Reason").fill("entered to be tried")
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.get_by_text("is not recorded as champion country any more").first).to_be_visible()


def test_a_secondment_is_announced_and_begins(visit: Visit) -> None:
    """From the desk alone, on the letters that say so."""
    page = visit("secretariat").new_page()
    agency = fresh("Agency")
    page.goto("/desk")
    page.get_by_role("link", name="Announce a secondment").click()
    page.get_by_label("Releasing agency").fill(agency)
    for letter in ("First letter", "Second letter"):
        page.get_by_label("Evidence: title of the document").fill(letter)
        page.get_by_role("button", name="See who will be told what").click()
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("link", name="Go on with it").click()
        expect(page.get_by_role("main")).to_contain_text(letter)
        if letter == "First letter":
            page.get_by_role("link", name="Record that a secondment is in post").click()
            expect(page.get_by_label("Releasing agency")).to_have_value(agency)
    page.get_by_role("link", name="The public page").click()
    expect(page.get_by_role("main")).to_contain_text("in post")


def test_a_secondment_is_corrected_by_its_evidence(visit: Visit) -> None:
    """Its post is there to be changed, and what is emptied is not known any more."""
    page = visit("secretariat").new_page()
    for post, shown in (("Liaison officer", "Liaison officer"), ("", "")):
        page.goto("/desk/secondment/UNHCR_secretariat")
        page.get_by_role("link", name="Correct post or date").first.click()
        page.get_by_label("Post").fill(post)
        page.get_by_role("button", name="See who will be told what").click()
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("link", name="Go on with it").click()
        page.get_by_role("link", name="Correct post or date").first.click()
        expect(page.get_by_label("Post")).to_have_value(shown)


def test_a_contact_is_registered_and_released(visit: Visit) -> None:
    """By the desk, for itself alone; an address that is none comes back with what would be right."""
    page = visit("secretariat").new_page()
    page.goto("/desk/contacts")
    page.get_by_label("Mail address").fill("no address")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_label("Mail address")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Mail address")).to_have_value("no address")
    address = f"{fresh('desk')}@example.org"
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Register").click()
    row = page.get_by_role("row").filter(has_text=address)
    expect(row).to_be_visible()
    row.get_by_label("Reason").fill("entered to be tried")
    row.get_by_role("button").click()
    expect(page.get_by_role("row").filter(has_text=address)).to_have_count(0)
