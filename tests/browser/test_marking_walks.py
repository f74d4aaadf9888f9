"""The walks of officers who mark passages: by keyboard alone, without scripts, and in every script."""

import pytest
from playwright.sync_api import Page, expect

from shared.auth import Role
from tests.browser.calls import OVER, SAID, House, open_call
from tests.browser.conftest import Visit, fresh
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice

WORDS = "We wait \U0001f30d at the border, and wait.\nNobody says why we wait."
SCRIPTS = {
    "emoji": (WORDS, "\U0001f30d at"),
    "arabic": ("الطرق النظامية قليلة، والانتظار طويل.", "النظامية قليلة"),
    "chinese": ("正规渠道太少、等待时间太长。", "等待时间"),
    "combining": ("Cafe\u0301 voila\u0300 se\u0301jour", "voila\u0300"),
}


class Heard:
    """A call with one published input and a finding."""

    def __init__(self, house: OneVoice, words: str = WORDS, language: str = "en") -> None:
        self.desk, anybody = House(house.url, house.token(Role.SECRETARIAT)), House(house.url)
        self.call, self.finding = fresh("call"), fresh("finding")
        open_call(self.desk, self.call, **OVER)
        body = {**SAID, "language": language, "answers": {"helps": words}}
        self.taken = anybody.post(f"/calls/{self.call}/inputs", body)
        self.input = anybody.published(self.taken)
        self.desk.post(f"/findings/{self.finding}/record", {"text": {"en": "They wait."}, "call": self.call})
        self.desk.wait_for(f"/findings/{self.finding}")

    @property
    def place(self) -> str:
        """Where it is marked."""
        return f"/consultations/inputs/{self.input}/mark"

    def cited(self) -> list[str]:
        """What anybody reads of it."""
        return [one["text"] for one in self.desk.get(f"/findings/{self.finding}")["passages"]]


def units(text: str) -> int:
    """How long a browser takes it to be: in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def marks(page: Page, finding: str) -> None:
    """Choose the finding and send the form."""
    page.get_by_label("For the finding").select_option(finding)
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("status").first).to_have_text("The passage is marked.")


def test_a_passage_is_marked_by_keyboard_alone(visit: Visit, house: OneVoice) -> None:
    """Shift and the arrows select it, Tab leads to the form, Enter sends it."""
    heard = Heard(house)
    page = visit("secretariat").new_page()
    page.goto(f"/consultations/inputs/{heard.input}")
    page.get_by_role("link", name="Mark a passage").press("Enter")
    answer = page.get_by_label("What helps?")
    answer.focus()
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+End")
    expect(page.get_by_label("The passage, or its first words")).to_have_value(WORDS.partition("\n")[0][3:])
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "finding":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("The passage is marked.")
    assert heard.cited() == [WORDS.partition("\n")[0][3:]]


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_selected_is_what_is_marked_in_every_script(
    visit: Visit, house: OneVoice, script: str
) -> None:
    """A browser counts otherwise than the record: what is read is the same."""
    words, passage = SCRIPTS[script]
    heard = Heard(house, words, "ar" if script == "arabic" else "en")
    page = visit("secretariat", "ar-XB" if script == "arabic" else "en").new_page()
    page.goto(heard.place)
    page.locator("textarea[data-answer]").evaluate(
        "(one, [at, end]) => { one.focus(); one.setSelectionRange(at, end); }",
        [units(words.partition(passage)[0]), units(words.partition(passage)[0] + passage)],
    )
    expect(page.locator("#passage")).to_have_value(passage)
    if script == "arabic":
        assert (
            page.locator("textarea[data-answer]").evaluate("one => getComputedStyle(one).direction") == "rtl"
        )
    page.locator("#finding").select_option(heard.finding)
    page.locator("form[data-mark] button").click()
    expect(page.locator("mark")).to_have_text(passage)
    assert heard.cited() == [passage]


def test_the_second_of_several_is_the_one_that_is_selected(visit: Visit, house: OneVoice) -> None:
    """Its number goes into the form with it."""
    heard = Heard(house)
    page = visit("secretariat").new_page()
    page.goto(heard.place)
    page.locator("textarea[data-answer]").evaluate(
        "one => { one.focus(); const at = one.value.lastIndexOf('wait'); one.setSelectionRange(at, at + 4); }"
    )
    expect(page.locator("#which")).to_have_value("3")
    marks(page, heard.finding)
    [mark] = heard.desk.get(f"/inputs/{heard.input}/passages")["passages"]
    assert mark["start"] == WORDS.rindex("wait")


def test_a_passage_is_marked_and_removed_without_scripts(visit: Visit, house: OneVoice) -> None:
    """By its first and last words; where it stands often, the places are there to choose from."""
    heard = Heard(house)
    page = visit("secretariat", java_script_enabled=False).new_page()
    page.goto(heard.place)
    page.get_by_label("The passage, or its first words").fill("Nobody  says")
    page.get_by_label("Its last words").fill("why we")
    marks(page, heard.finding)
    assert heard.cited() == ["Nobody says why we"]
    page.get_by_label("The passage, or its first words").fill("wait")
    page.get_by_label("For the finding").select_option(heard.finding)
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which of the places is meant.")
    expect(page.get_by_label("The passage, or its first words")).to_have_value("wait")
    page.get_by_label("Which one").select_option("2")
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("status").first).to_have_text("The passage is marked.")
    page.get_by_label("The passage, or its first words").fill("says why we wait.")
    marks(page, heard.finding)
    expect(page.locator("mark mark")).to_have_text("says why we")
    page.get_by_role("button", name="Remove it from this finding").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Choose why it is removed.")
    page.get_by_label("Why it is removed").first.select_option("misread")
    page.get_by_role("button", name="Remove it from this finding").first.click()
    expect(page.get_by_role("status").first).to_have_text("The passage is cited there no more.")
    assert len(heard.cited()) == 2


def test_an_author_sees_where_they_are_cited_and_what_came_of_it(visit: Visit, house: OneVoice) -> None:
    """On their page, from the finding to its outcome; and readers see it on the call's page."""
    heard = Heard(house)
    page, author = visit("secretariat").new_page(), visit().new_page()
    page.goto(heard.place)
    page.get_by_label("The passage, or its first words").fill("Nobody says why")
    marks(page, heard.finding)
    heard.desk.post(
        f"/findings/{heard.finding}/tie", {"kind": "briefing_outcome", "target": "2020-03-04#champion_PRT"}
    )

    def shown() -> bool:
        author.goto(f"/consultations/mine/{heard.taken['author']}")
        return author.get_by_text("This became of it:").count() == 1

    wait_until(shown)
    author.get_by_role("link", name="They wait.").click()
    expect(author.get_by_role("blockquote")).to_have_text("Nobody says why")
    author.get_by_role("link", name="an outcome of a briefing").click()
    expect(author).to_have_url(f"{house.url}/consultations/briefings/2020-03-04#champion_PRT")

    def counted() -> bool:
        author.goto(f"/consultations/calls/{heard.call}")
        return author.get_by_text("1 finding was made of these inputs.").count() == 1

    wait_until(counted)
    expect(author.get_by_role("heading", name="You said, we did")).to_be_visible()
