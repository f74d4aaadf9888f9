"""A report as an agency, the Coordinator and a reader meet it: written, cleared, decided, read."""

import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role
from tests.browser.calls import House
from tests.browser.citings import mark
from tests.browser.conftest import Visit, fresh
from tests.browser.issues import OWN, UNTIL
from tests.browser.reports import CLEARED
from tests.support.processes import OneVoice

TITLE = {"en": "Report of the Secretary-General"}


@pytest.fixture
def desk(house: OneVoice) -> House:
    """The secretariat's API."""
    return House(house.url, house.token(Role.SECRETARIAT))


def begun(desk: House) -> str:
    """A report of which the agency writes a section; its key."""
    key = fresh("report")
    desk.post(f"/reports/{key}/open", {"terms": {"title": TITLE}})
    section = {"report": key, "title": {"en": "Data"}, "owner": OWN, "place": 1}
    desk.post(f"/sections/{key}_data/set", section)
    desk.wait_for(f"/sections/{key}_data?after=section-{key}_data@1")
    return key


def written(page: Page, text: str, changes: str | None = None) -> None:
    """Write a draft of the section, on the draft's page."""
    page.get_by_text("Write a further draft" if changes else "Write the first draft", exact=True).click()
    page.get_by_label("Text").fill(text)
    if changes:
        page.get_by_label("What changed").fill(changes)
    page.get_by_role("button", name="Record the draft").click()


def said(page: Page, text: str) -> None:
    """The page says that it is done."""
    expect(page.get_by_role("status")).to_contain_text(text)


def test_an_agency_writes_its_section_and_clears_the_draft(
    house: OneVoice, desk: House, visit: Visit
) -> None:
    """Without JavaScript: it reads, asks for a change, and concurs in the draft that came of that."""
    key = begun(desk)
    page = visit("agency", java_script_enabled=False).new_page()
    page.goto(f"/consultations/reports/{key}")
    page.get_by_role("link", name="For agencies: the draft").click()
    written(page, "What is known.")
    said(page, "The draft of the section is recorded.")
    expect(page.get_by_text("What is known.", exact=True).first).to_be_visible()
    desk.post(f"/reports/{key}/put", {})
    asked = desk.post(f"/reports/{key}/ask", {"agencies": [OWN, "UNHCR"], "due": UNTIL})
    desk.wait_for(f"/reports/{key}?after=report-{key}@{asked['version']}")
    page.reload()
    page.get_by_label("What should change").fill("Say who is meant")
    page.get_by_label("Reason").fill(" ")
    page.get_by_role("button", name="Ask for this change").click()
    expect(page.get_by_role("alert")).to_contain_text("the form is not complete")
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text("Reason: ")
    expect(page.get_by_label("What should change")).to_have_value("Say who is meant")
    page.get_by_label("Reason").fill("It is clearer")
    page.get_by_role("button", name="Ask for this change").click()
    said(page, "asks for a change")
    other = House(house.url, house.token(Role.AGENCY, "UNHCR"))
    assert other.get(f"/reports/{key}/draft")["concurrence"][0]["change"] == "Say who is meant"
    assert "Say who is meant" not in str(desk.get(f"/reports/{key}"))
    written(page, "What the Network knows.", "It says who is meant")
    further = desk.post(f"/reports/{key}/put", {"changes": "It says who is meant", "due": UNTIL})
    desk.wait_for(f"/reports/{key}?after=report-{key}@{further['version']}")
    page.reload()
    page.get_by_role("button", name="Concur in draft 2").click()
    said(page, "concurs")
    shown = desk.get(f"/reports/{key}")
    assert (shown["waits_for"], shown["draft"]) == (["UNHCR"], 2)


def test_what_is_wrong_with_a_section_is_said_at_its_field(desk: House, visit: Visit) -> None:
    """The sentence leads to the field, and what was typed is there."""
    page = visit("agency").new_page()
    page.goto(f"/consultations/reports/{begun(desk)}/draft")
    written(page, " ")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Text")).to_be_focused()
    page.get_by_label("Text").fill("What is known.")
    page.get_by_role("button", name="Record the draft").click()
    said(page, "The draft of the section is recorded.")


def test_the_secretariat_sets_a_section_and_decides_for_the_coordinator(desk: House, visit: Visit) -> None:
    """At the desk, where a preview keeps nothing; why it was decided is read by everybody."""
    key, page = begun(desk), visit("secretariat").new_page()
    page.goto("/desk/do/set-section")
    told = {"key": f"{key}_health", "report": key, "title.en": "Health", "owner": OWN, "place": "2"}
    for name, text in told.items():
        page.locator(f"[id='f-{name}']").fill(text)
    page.get_by_role("button", name="See who will be told what").click()
    confirm = page.get_by_role("button", name="Confirm")
    expect(confirm).to_be_visible()
    assert [one["key"] for one in desk.get(f"/reports/{key}")["sections"]] == [f"{key}_data"]
    confirm.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")
    desk.post(f"/sections/{key}_data/draft", {"text": {"en": "What is known."}})
    desk.post(f"/reports/{key}/put", {})
    asked = desk.post(f"/reports/{key}/ask", {"agencies": ["UNHCR"], "due": UNTIL})
    desk.wait_for(f"/reports/{key}?after=report-{key}@{asked['version']}")
    page.goto(f"/desk/report/{key}")
    page.get_by_role("link", name="Decide for the Coordinator").click()
    page.get_by_label("Draft").fill("1")
    page.get_by_label("Reason").fill("The Assembly meets")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")
    reader = visit().new_page()
    reader.goto(f"/consultations/reports/{key}")
    expect(reader.get_by_text("The Coordinator decided on draft 1; why is")).to_be_visible()
    expect(reader.get_by_text("The Assembly meets")).to_be_visible()


def test_a_reader_comes_to_what_was_found_and_who_was_heard(
    desk: House, visit: Visit, found: dict[str, str]
) -> None:
    """On a narrow page, from right to left, without JavaScript; of the drafts there is nothing."""
    finding, section = fresh("finding"), f"{CLEARED}_data"
    desk.post(
        f"/findings/{finding}/record", {"text": {"en": "Rules help."}, "call": "heard", "example": True}
    )
    desk.wait_for(f"/findings/{finding}")
    mark(desk, found["input"], finding, "explains")
    tied = desk.post(f"/findings/{finding}/tie", {"kind": "report_section", "target": f"{CLEARED}#{section}"})
    desk.wait_for(f"/findings/{finding}?after=finding-{finding}@{tied['version']}")
    narrow = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
    page = visit(None, "ar-XB", **narrow).new_page()
    page.goto(f"/consultations/reports/{CLEARED}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for draft in ("What is known of it", "Say who is meant", "It is clearer"):
        assert draft not in page.content()
    assert page.locator("main").evaluate("main => document.documentElement.scrollWidth <= 360")
    page.locator(f"#section-{section}").get_by_role("link", name="Rules help.").click()
    expect(page.get_by_role("blockquote").first).to_contain_text("explains")
    assert page.locator("main").evaluate("main => document.documentElement.scrollWidth <= 360")
    page.goto(f"/consultations/reports/{CLEARED}")
    page.locator("main a[href='/consultations/calls/heard']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("main").evaluate("main => document.documentElement.scrollWidth <= 360")
