"""The walks of the secretariat and its readers around a briefing: taking part, another day, what came of it."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Visit, fresh, schedule
from tests.support.attached import PLANTED, pdf


def confirm(page: Page) -> None:
    """See what would follow, and do it."""
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")


def test_a_briefing_that_is_postponed_and_set_again(visit: Visit) -> None:
    """The page says how to take part, that its day is off, and the new one with UTC beside it."""
    desk, reader = visit("secretariat").new_page(), visit().new_page()
    key = fresh("p")
    schedule(desk, key, "Arrangements")
    desk.goto(f"/desk/do/set-arrangements?key={key}")
    desk.get_by_label("In person or online").select_option("hybrid")
    desk.get_by_label("Also at").fill("New York")
    desk.get_by_label("Webcast").fill("https://example.org/webcast")
    desk.get_by_label("Languages of interpretation").fill("en\nfr")
    confirm(desk)
    reader.goto(f"/consultations/briefings/{key}")
    for text in ("in person and online", "New York", "https://example.org/webcast", "English, French"):
        expect(reader.get_by_text(text, exact=True)).to_be_visible()

    desk.goto(f"/desk/do/postpone-briefing?key={key}")
    desk.get_by_label("Reason").fill("the pandemic")
    confirm(desk)
    reader.reload()
    expect(reader.locator("dl.facts .tag").first).to_have_text("postponed")
    expect(reader.get_by_text("It was to be on")).to_be_visible()

    desk.goto(f"/desk/do/move-briefing?key={key}")
    desk.get_by_label("Date").fill("2027-09-08")
    desk.locator("[name='when.start']").fill("15:00")
    desk.locator("[name='when.end']").fill("18:00")
    desk.get_by_label("Time zone").select_option("Europe/Zurich")
    confirm(desk)
    reader.reload()
    said = "8 September 2027, 15:00\N{EN DASH}18:00 (Europe/Zurich; 13:00\N{EN DASH}16:00 UTC)"
    expect(reader.locator("dl.facts").first).to_contain_text(said)
    expect(reader.locator("dl.facts .tag").first).to_have_text("scheduled")


def test_a_text_is_read_in_the_reader_s_language(visit: Visit) -> None:
    """Where somebody gave it; else as it was recorded, and labelled so."""
    page = visit(language="fr").new_page()
    page.goto("/consultations/briefings")
    page.goto("/consultations/briefings/2020-03-04")
    expect(page.get_by_role("heading", level=1).locator("[lang=en]")).to_have_text(
        "Network briefing to Member States"
    )
    desk = visit("secretariat").new_page()
    desk.goto("/desk/do/set-wordings?key=2020-03-04")
    desk.locator("[name='wordings.0.text']").fill("Network briefing to Member States")
    desk.locator("[name='wordings.0.language']").select_option("fr")
    desk.locator("[name='wordings.0.version']").fill("Séance d'information du Réseau")
    confirm(desk)
    page.reload()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Séance d'information du Réseau")
    expect(heading.locator("[lang=en]")).to_have_count(0)


def test_what_was_agreed_is_followed_up(visit: Visit) -> None:
    """What is overdue is on the desk, on the list that everybody reads, and gone from both when it is done."""
    desk, reader = visit("secretariat").new_page(), visit().new_page()
    key, text = fresh("o"), fresh("A list of contacts is sent round ")
    desk.goto("/desk/do/hold-briefing")
    desk.get_by_label("Key").fill(key)
    desk.get_by_label("Title").fill("Agreed")
    desk.get_by_label("Date").fill("2022-02-02")
    confirm(desk)
    desk.goto(f"/desk/do/record-outcome?key={key}&outcome.kind=agreed")
    desk.get_by_label("Key").fill("contacts")
    desk.get_by_label("What was agreed").fill(text)
    desk.get_by_label("Who follows it up").fill("secretariat")
    desk.get_by_label("Due").fill("2022-03")
    confirm(desk)

    reader.goto("/consultations/outcomes?state=overdue&sort=-due")
    expect(reader.get_by_text(text)).to_be_visible()
    desk.goto("/desk")
    expect(desk.get_by_role("heading", name="Outcomes that are overdue")).to_be_visible()
    desk.get_by_role("link", name="Agreed").first.click()
    desk.goto(f"/desk/briefing/{key}")
    desk.get_by_role("link", name="Follow up an outcome contacts").click()
    desk.get_by_label("State").select_option("done")
    desk.get_by_label("What shows it").fill("It was sent.")
    confirm(desk)
    reader.reload()
    expect(reader.get_by_text(text)).to_have_count(0)
    reader.goto(f"/consultations/briefings/{key}#contacts")
    expect(reader.get_by_text("It was sent.")).to_be_visible()


def test_a_document_is_sent_read_and_taken_back(visit: Visit) -> None:
    """Its title leads to the file; the secretariat sees how often it was read; taken back, its address says so."""
    desk, reader = visit("secretariat").new_page(), visit().new_page()
    key = fresh("d")
    schedule(desk, key, "Documents")
    said = "item=note&document.title=Concept note&document.language=en"
    desk.goto(f"/desk/do/attach-document?key={key}&{said}")
    confirm(desk)
    desk.goto(f"/consultations/briefings/{key}")
    desk.get_by_role("link", name="Send its file").click()
    desk.get_by_label("File").set_input_files(
        FilePayload(name="a.txt", mimeType="text/plain", buffer=b"words")
    )
    desk.get_by_role("button", name="Send the file").click()
    expect(desk.get_by_role("alert")).to_contain_text("PDF, DOCX, ODT, PNG and JPEG are taken")
    desk.get_by_label("File").set_input_files(
        FilePayload(name="a.pdf", mimeType="application/pdf", buffer=pdf())
    )
    desk.get_by_role("button", name="Send the file").click()
    expect(desk.get_by_role("status")).to_have_text("The file is kept, and everybody can read it.")

    reader.goto(f"/consultations/briefings/{key}")
    expect(reader.locator("#document-note")).to_contain_text("PDF, ")
    with reader.expect_download() as found:
        reader.get_by_role("link", name="Concept note").click()
    assert found.value.suggested_filename == f"{key}-note.pdf"
    kept = found.value.path().read_bytes()
    assert kept.startswith(b"%PDF")
    assert PLANTED.encode() not in kept
    desk.reload()
    expect(desk.locator("[data-head='Downloads']")).to_have_text("1")

    desk.get_by_role("link", name="Take it back").click()
    desk.get_by_label("Reason").fill("the wrong letter")
    confirm(desk)
    reader.goto(f"/consultations/briefings/{key}/documents/note")
    expect(reader.get_by_role("heading", level=1)).to_have_text("This file was taken back")
    expect(reader.get_by_text("the wrong letter")).to_be_visible()
