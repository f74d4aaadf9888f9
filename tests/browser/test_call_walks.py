"""The walks of the secretariat through the form of a call: many questions, in several languages."""

import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role
from tests.browser.calls import LONG, TERMS, House
from tests.browser.conftest import Visit, fresh
from tests.support.processes import OneVoice

LAST = len(LONG["questions"])


@pytest.fixture
def draft(house: OneVoice) -> str:
    """The address of the form of a draft with many questions."""
    key = fresh("draft")
    secretariat = House(house.url, house.token(Role.SECRETARIAT))
    secretariat.post(f"/calls/{key}/draft", {"terms": LONG})
    return f"/desk/do/draft-call?key={key}"


def change(page: Page, row: int) -> None:
    """Open a question."""
    page.get_by_role("button", name=f"Change row {row}", exact=True).click()


def text(row: int, language: str = "English") -> str:
    """The selector of an open question's text."""
    tag = {"English": "en", "Français": "fr", "Русский": "ru"}[language]
    return f"[name='terms.questions.{row - 1}.text.{tag}']:not([type=hidden])"


def confirm(page: Page) -> None:
    """Send the form, and confirm what it previews."""
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_question_is_changed_and_the_others_stay(
    scripts: bool,  # noqa: FBT001
    visit: Visit,
    draft: str,
    house: OneVoice,
) -> None:
    """Opened one after the other, in a further language too, and a new one after all of them."""
    page = visit("secretariat", java_script_enabled=scripts).new_page()
    page.goto(draft)
    change(page, 2)
    page.locator(text(2)).fill("Where,\n and when?")
    page.get_by_role("button", name="Русский").click()
    expect(page.get_by_label("Title · Русский")).to_be_visible()
    change(page, LAST)
    page.locator(text(LAST, "Русский")).fill("Что ещё?")
    page.get_by_role("button", name="More rows · Questions").click()
    new = page.get_by_role("group", name=f"Row {LAST + 1}", exact=True)
    new.get_by_label("Key").fill("new")
    new.get_by_label("Question · English").fill("What is new?")
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.locator(".error")).to_have_text("This is needed.")
    new.get_by_label("Answered by").select_option("text")
    confirm(page)
    path = f"{house.url}/consultations/api/call-drafts/{draft.partition('=')[2]}"
    token = house.token(Role.SECRETARIAT)
    found = page.request.get(path, headers={"Authorization": f"Bearer {token}"}).json()["terms"]
    asked = found["questions"]
    assert found["title"] == TERMS["title"]
    assert [one["key"] for one in asked] == [*(one["key"] for one in LONG["questions"]), "new"]
    assert asked[1]["text"]["en"].splitlines() == ["Where,", " and when?"]
    assert asked[LAST - 1]["text"]["ru"] == "Что ещё?"
    assert asked[4]["text"] == LONG["questions"][4]["text"]
    assert [one["key"] for one in asked[0]["options"]] == ["home", "way", "there"]


def test_a_draft_keeps_questions_and_languages_that_are_not_open(visit: Visit, draft: str) -> None:
    """What was typed into a question is there after a reload, where that is one line again."""
    page = visit("secretariat").new_page()
    page.goto(draft)
    page.get_by_role("button", name="Русский").click()
    change(page, 3)
    page.locator(text(3)).fill("Typed before the reload")
    page.locator(text(3, "Русский")).fill("Что?")
    page.goto(draft)
    expect(page.get_by_text("What you typed here before is back.")).to_be_visible()
    expect(page.get_by_text("Typed before the reload")).to_be_visible()
    change(page, 3)
    expect(page.locator(text(3))).to_have_value("Typed before the reload")
    expect(page.locator(text(3, "Русский"))).to_have_value("Что?")
    expect(page.locator("[name='terms.questions.2.key']")).to_have_value(LONG["questions"][2]["key"])


def test_two_editors_of_a_long_draft(visit: Visit, draft: str) -> None:
    """The later one sees that the questions are others now, and in which words."""
    first, second = visit("secretariat").new_page(), visit("secretariat").new_page()
    for page in (first, second):
        page.goto(draft)
        change(page, 1)
    first.locator(text(1)).fill("The first one's words")
    confirm(first)
    second.get_by_label("Region (optional)").select_option("africa")
    second.get_by_role("button", name="See who will be told what").click()
    expect(second.get_by_role("alert")).to_contain_text("Somebody changed this meanwhile")
    notes = second.locator("form .note:visible")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("The first one's words")


def test_a_call_is_called_by_the_title_that_its_reader_reads(visit: Visit, draft: str) -> None:
    """In another language, which it says, where there is none in theirs."""
    for language, title, written in (
        ("fr", "Qu'est-ce qui aide les personnes en chemin ?", "fr"),
        ("ar-XB", "What helps people on their way?", "en"),
    ):
        page = visit("secretariat", language).new_page()
        page.goto(f"/desk/call/{draft.partition('=')[2]}")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(title)
        assert page.evaluate("document.querySelector('h1').closest('[lang]').lang") == written
