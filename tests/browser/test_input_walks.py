"""The walks of people who are asked: who takes part, who looks at what they wrote, and who reads it."""

import re

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from services.consultations.attachments.verdicts import Kind
from shared.auth import Role
from tests.browser.calls import OVER, TABLE, House, open_call
from tests.browser.conftest import Visit, fresh
from tests.support.attached import PLANTED, all_kinds
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice

NAMES = "my brother Ali of Elm Street"
SECRET = f"A teacher, and {NAMES}."


@pytest.fixture
def call(house: OneVoice) -> str:
    """A call of the test's own, which can be read."""
    return opened(house)


@pytest.fixture
def moderated(house: OneVoice) -> str:
    """One whose inputs are looked at before."""
    return opened(house, moderated=True)


def opened(house: OneVoice, *, moderated: bool = False) -> str:
    """Announce a call."""
    key = fresh("call")
    secretariat = House(house.url, house.token(Role.SECRETARIAT))
    open_call(secretariat, key, moderated=moderated, **OVER)
    return key


def establish(house: OneVoice, network: str) -> None:
    """Say that a network that is being set up is established."""
    headers = {"Authorization": f"Bearer {house.token(Role.SECRETARIAT)}"}
    said = {"on": "2020-03", "source": {"text": "Its plan"}}
    path = f"{house.url}/registry/api/networks/{network}/establish"
    answer = httpx.post(path, json=said, headers=headers, trust_env=False)
    assert answer.is_success, answer.text


def take_part(page: Page, call: str, group: str, consent: str) -> None:
    """Fill in the form and send it."""
    page.goto(f"/consultations/calls/{call}")
    page.get_by_role("link", name="Send a late input").click()
    page.get_by_label(group, exact=True).check()
    page.get_by_label("What helps?").fill(SECRET)
    page.get_by_label("On the way").check()
    page.get_by_role("group", name="How well?").get_by_label("3").check()
    page.get_by_label("The language that you wrote in").select_option("en")
    page.get_by_label(consent, exact=False).check()
    page.get_by_role("button", name="Send", exact=True).click()


def published(page: Page, call: str) -> int:
    """How many inputs of the call anybody may read."""
    page.goto(f"/consultations/inputs?call={call}")
    return page.get_by_role("main").get_by_text(SECRET).count()


def test_a_migrant_takes_part_without_scripts_and_has_the_last_word(visit: Visit, call: str) -> None:
    """The receipt is theirs, it is published as long as they allow it, and a wrong form keeps what was typed."""
    page, reader = visit(java_script_enabled=False).new_page(), visit().new_page()
    page.goto(f"/consultations/calls/{call}/take-part")
    page.get_by_label("What helps?").fill(SECRET)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose for whom you speak.")
    expect(page.get_by_label("What helps?")).to_have_value(SECRET)
    take_part(page, call, "Migrants", "Published without my name")
    expect(page.get_by_role("status")).to_have_text("Your input was received.")
    expect(page.get_by_role("main")).to_contain_text("late")
    own = page.url
    wait_until(lambda: published(reader, call) == 1)

    receipt = page.get_by_role("link", name="Download the receipt").get_attribute("href") or ""
    text = page.request.get(receipt).text()
    page.goto("/consultations/receipts")
    page.get_by_label("The receipt's JSON").fill(text)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_have_text("The signature is good: this receipt is ours.")
    page.goto("/consultations/receipts")
    spoilt = text.replace('"payload": "', '"payload": "e').encode()
    file = FilePayload(name="r.json", mimeType="application/json", buffer=spoilt)
    page.get_by_label("Or its file").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("The signature does not fit")

    page.goto(own)
    page.get_by_label("Counted only", exact=False).check()
    page.get_by_role("button", name="Change consent").click()
    expect(page.get_by_role("status")).to_have_text("Your consent is changed.")
    wait_until(lambda: published(reader, call) == 0)
    page.get_by_role("link", name="Erase your input").click()
    page.get_by_role("button", name="Erase for ever").click()
    expect(page.get_by_role("status")).to_have_text("What your input said is erased.")
    expect(page.get_by_role("main")).not_to_contain_text(SECRET)
    assert page.request.get(receipt).status == httpx.codes.NOT_FOUND


def test_a_migrant_sends_a_file_once_without_scripts(visit: Visit, call: str) -> None:
    """A file stays taken while the form is put right; its author gets it back as it is kept."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(f"/consultations/calls/{call}/take-part")
    letter = FilePayload(name="letter.txt", mimeType="application/pdf", buffer=b"Dear all")
    page.get_by_label("Papers").set_input_files(letter)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("letter.txt: PDF, DOCX, ODT, PNG and JPEG are taken")
    paper = FilePayload(name="paper.pdf", mimeType="text/plain", buffer=all_kinds()[Kind.PDF])
    page.get_by_label("Papers").set_input_files(paper)
    page.get_by_label("E-mail address").fill("nobody")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("PDF, 5 kB")).to_be_checked()
    page.get_by_label("Migrants", exact=True).check()
    page.get_by_label("What helps?").fill(SECRET)
    page.get_by_label("The language that you wrote in").select_option("en")
    page.get_by_label("Counted only", exact=False).check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Give one address")
    page.get_by_label("E-mail address").fill("author@example.org")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The receipt is on its way to your e-mail address.")
    with page.expect_download() as found:
        page.get_by_role("link", name=re.compile("^PDF, ")).click()
    kept = found.value.path().read_bytes()
    assert kept.startswith(b"%PDF")
    assert PLANTED.encode() not in kept


def test_a_network_uploads_a_table_and_undoes_it(house: OneVoice, visit: Visit, call: str) -> None:
    """A bad row says its line, its column and what would be right; undoing asks once more."""
    establish(house, "africa")
    page = visit("network").new_page()
    page.goto("/consultations/mine")
    page.get_by_role("link", name="Upload many inputs as a file").click()
    table = FilePayload(name="inputs.csv", mimeType="text/plain", buffer=TABLE.encode())

    def sent() -> bool:
        page.goto("/consultations/uploads")
        if page.get_by_text("Your organisation cannot send a file:").count():
            return False
        page.get_by_label("Call").select_option(call)
        page.get_by_label("File").set_input_files(table)
        page.get_by_role("button", name="Send the file").click()
        return page.get_by_role("heading", level=1).inner_text().startswith("Upload received")

    wait_until(sent)  # consultations hears of the network a moment later
    wait_until(lambda: page.reload() and page.get_by_text("worked through", exact=True).count())
    for head, value in (("Line", "3"), ("Column", "consent"), ("What would be right", "'counted'")):
        expect(page.locator(f"[data-head='{head}']")).to_contain_text(value)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these rows").click()
    assert "line 3: consent: " in download.value.path().read_text()
    page.get_by_role("link", name="Undo this upload").click()
    expect(page.get_by_role("main")).to_contain_text("1 input that it brought is withdrawn.")
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_role("status")).to_contain_text("This upload is undone")
    page.goto("/consultations/mine")
    wait_until(lambda: page.reload() and page.get_by_role("row").nth(1).get_by_text("taken back").count())


def test_a_mission_finds_what_it_has_sent(visit: Visit, call: str) -> None:
    """Signed in at the front, it speaks for its State and for nobody else."""
    page = visit().new_page()
    page.goto(f"/signin?next=/consultations/calls/{call}")
    page.get_by_role("button", name=re.compile("Mission")).click()
    take_part(page, call, "Member States", "Counted only")
    expect(page.get_by_role("status")).to_have_text("Your input was received.")
    own = page.url
    page.goto("/consultations/mine")
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("counted only")
    row.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text(SECRET)
    assert page.url != own  # another word for the same input


def test_a_session_that_ends_meanwhile_sends_nothing_in_another_name(visit: Visit, call: str) -> None:
    """What was typed as an organisation is not posted as nobody's; it comes back, to be sent knowingly."""
    context = visit("stakeholder")
    page = context.new_page()
    page.goto(f"/consultations/calls/{call}/take-part")
    page.get_by_label("Stakeholders", exact=True).check()
    page.get_by_label("What helps?").fill(SECRET)
    page.get_by_label("The language that you wrote in").select_option("en")
    page.get_by_label("Counted only", exact=False).check()
    context.clear_cookies(name="onevoice_session")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("You are signed in otherwise")
    expect(page.get_by_label("What helps?")).to_have_value(SECRET)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Your input was received.")


def test_a_moderator_leaves_a_passage_out_and_the_author_answers(visit: Visit, moderated: str) -> None:
    """The author is told why, answers once, and the moderator reads it beside the earlier note."""
    author, moderator, reader = visit().new_page(), visit("secretariat").new_page(), visit().new_page()
    take_part(author, moderated, "Migrants", "Published without my name")
    wait_until(
        lambda: (
            moderator.goto(f"/consultations/moderation?call={moderated}")
            and moderator.get_by_role("row").count()
        )
    )
    moderator.get_by_role("row").nth(1).get_by_role("link").click()
    moderator.get_by_role("button", name="Claim it").click()
    moderator.get_by_text("Leave passages out").click()
    moderator.get_by_role("textbox", name="What helps?").fill(NAMES)
    form = moderator.locator("form", has=moderator.get_by_role("button", name="See what will be published"))
    form.get_by_label("Note to the author").fill("Your brother is named.")
    form.get_by_role("button").click()
    expect(moderator.get_by_role("alert")).to_contain_text("Choose a reason of the list.")
    expect(form.get_by_label("Note to the author")).to_have_value("Your brother is named.")
    expect(form.get_by_role("textbox", name="What helps?")).to_have_value(NAMES)
    form.get_by_label("Reason").select_option("names_others")
    form.get_by_role("button").click()
    seen = moderator.get_by_role("region", name="What will be published")
    expect(seen).to_contain_text(SECRET.replace(NAMES, "[…]"))
    expect(moderator.locator("#left")).to_be_focused()
    seen.get_by_role("button", name="Publish just this").click()
    expect(moderator.get_by_role("status")).to_contain_text("published with passages left out")
    reader.goto(f"/consultations/inputs?call={moderated}")
    expect(reader.get_by_role("main")).to_contain_text(SECRET.replace(NAMES, "[…]"))
    expect(reader.get_by_role("main")).not_to_contain_text("Ali")

    author.reload()
    expect(author.get_by_role("main")).to_contain_text("Your brother is named.")
    author.get_by_label("Your answer").fill("He agrees.")
    author.get_by_role("button", name="Send the answer").click()
    expect(author.get_by_role("status")).to_contain_text("Your answer was received")
    expect(author.get_by_label("Your answer")).to_have_count(0)
    moderator.goto(f"/consultations/moderation?call={moderated}")
    expect(moderator.get_by_role("row").nth(1)).to_contain_text("the author answered")
    moderator.get_by_role("row").nth(1).get_by_role("link").click()
    expect(moderator.get_by_role("main")).to_contain_text("He agrees.")
    expect(moderator.get_by_role("main")).to_contain_text("Your brother is named.")
    moderator.get_by_role("button", name="Claim it").click()
    moderator.get_by_role("button", name="Accept it as it is").click()
    wait_until(lambda: published(reader, moderated) == 1)


def test_a_call_reads_from_right_to_left(visit: Visit, call: str) -> None:
    """The page does, and the record's own words keep their direction."""
    page = visit(language="ar-XB").new_page()
    page.goto(f"/consultations/calls/{call}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_attribute("lang", "en")
    expect(heading).to_have_attribute("dir", "ltr")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
