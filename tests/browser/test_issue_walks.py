"""An issue as the agencies, the Coordinator and a reader meet it: drafted, concurred in, decided, read."""

import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role
from tests.browser.calls import House
from tests.browser.conftest import Visit, fresh
from tests.browser.issues import OWN, asked, raised
from tests.support.processes import OneVoice


@pytest.fixture
def desk(house: OneVoice) -> House:
    """The secretariat's API."""
    return House(house.url, house.token(Role.SECRETARIAT))


def until(page: Page, form: str) -> None:
    """Fill in a date of one of the forms."""
    page.locator(f"[id='{form}-due.date']").fill("2031-03-20")
    page.locator(f"[id='{form}-due.time']").fill("18:00")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_agency_asks_for_a_change_and_then_concurs(
    house: OneVoice, desk: House, visit: Visit, *, scripts: bool
) -> None:
    """From its own page, with and without JavaScript; what it asked is read by the lead, and by nobody else."""
    key = fresh("issue")
    raised(desk, key, f"One voice in {key}?")
    asked(desk, key, OWN)
    desk.wait_for(f"/issues/{key}?after=issue-{key}@4")
    page = visit("agency", java_script_enabled=scripts).new_page()
    page.goto("/consultations/issues/mine")
    page.get_by_role("link", name=f"One voice in {key}?").click()
    page.get_by_text("Ask for a change", exact=True).click()
    page.get_by_label("What should change").fill("Name the ILO")
    page.get_by_role("button", name="Ask for this change").click()
    expect(page.get_by_role("alert")).to_contain_text("the form is not complete")
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text("Reason: ")
    expect(page.get_by_label("What should change")).to_have_value("Name the ILO")
    page.get_by_label("Reason").fill("It is meant")
    page.get_by_role("button", name="Ask for this change").click()
    expect(page.get_by_role("status")).to_contain_text("is recorded")
    lead = House(house.url, house.token(Role.AGENCY, "IOM"))
    assert lead.get(f"/issues/{key}/drafts")["asked_for"][0]["change"] == "Name the ILO"
    assert "Name the ILO" not in str(desk.get(f"/issues/{key}"))
    page.get_by_role("button", name="Concur in draft 1").click()
    expect(page.get_by_text("All agencies that were asked have agreed on the answer")).to_be_visible()


def test_a_lead_agency_drafts_asks_and_publishes(house: OneVoice, desk: House, visit: Visit) -> None:
    """On one page; the reader finds the answer there and at the briefing, and no draft before."""
    key = fresh("issue")
    raised(desk, key, f"Who trains officials in {key}?", OWN)
    desk.wait_for(f"/issues/{key}?after=issue-{key}@2")
    page, reader = visit("agency").new_page(), visit().new_page()
    page.goto(f"/consultations/issues/{key}/drafts")
    page.get_by_label("Answer").fill("The ILO does.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("heading", name="Draft 1")).to_be_visible()
    page.get_by_text("Ask agencies to concur").click()
    page.get_by_label("Agencies", exact=True).fill("UNHCR")
    until(page, "asking")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("status")).to_contain_text("The agencies are asked to concur.")
    reader.goto(f"/consultations/issues/{key}")
    expect(reader.get_by_text("UNHCR is waited for")).to_be_visible()
    expect(reader.get_by_text("The ILO does.")).to_have_count(0)
    House(house.url, house.token(Role.AGENCY, "UNHCR")).post(f"/issues/{key}/concur", {"draft": 1})
    desk.wait_for(f"/issues/{key}?after=issue-{key}@6")
    page.reload()
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_role("status")).to_contain_text("The answer is published.")
    reader.wait_for_timeout(1_100)  # a page from memory is at most a second old
    reader.goto(f"/consultations/issues/{key}")
    expect(reader.get_by_role("blockquote")).to_contain_text("The ILO does.")


def test_the_coordinator_decides_at_the_desk(desk: House, visit: Visit) -> None:
    """On the record, with a reason that everybody reads; what is overdue stands first at the desk."""
    key = fresh("issue")
    raised(desk, key, f"Who decides on {key}?")
    asked(desk, key, "UNHCR")
    desk.wait_for(f"/issues/{key}?after=issue-{key}@4")
    page = visit("secretariat").new_page()
    page.goto(f"/desk/issue/{key}")
    page.get_by_role("link", name="Decide for the Coordinator").click()
    page.get_by_label("Draft").fill("1")
    page.get_by_label("Reason").fill("The review is near")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")
    page.goto(f"/consultations/issues/{key}")
    page.get_by_text("History").click()
    expect(page.get_by_text("The review is near")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_a_reader_finds_the_one_answer_wherever_the_question_stands(visit: Visit, language: str) -> None:
    """On a narrow page and from right to left; the earlier answer is there with its dates."""
    page = visit(None, language, viewport={"width": 360, "height": 740}).new_page()
    for at in ("answered", "merged"):
        page.goto(f"/consultations/issues/{at}")
        expect(page.get_by_role("blockquote").first).to_contain_text("It does.")
    page.goto("/consultations/issues/answered")
    expect(page.get_by_role("blockquote").last).to_contain_text("one voice")
    assert page.evaluate("document.documentElement.scrollWidth <= 360")


@pytest.fixture(autouse=True)
def _found(found: dict[str, str]) -> None:
    """The issues at every stage are there."""
