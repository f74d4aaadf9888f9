"""What the desk says of what is not right."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.every_page import BRIEFING


def test_bad_input_is_named_beside_its_field(visit: Visit) -> None:
    """The field, what is wrong, and what would be right; the rest stays."""
    page = visit("secretariat").new_page()
    page.goto(f"/desk/do/attach-document?key={BRIEFING}")
    page.get_by_label("Title").fill("A title")
    page.locator("[name='document.language']").select_option("fr")
    page.get_by_label("Address").fill("nowhere")
    page.get_by_role("button", name="See who will be told what").click()
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name='document.language']")).to_have_value("fr")
    expect(page.locator(".error")).to_contain_text("is right")
    expect(page.get_by_label("Title")).to_have_value("A title")


def test_bad_input_is_named_in_the_readers_language(visit: Visit) -> None:
    """Its label and what would be right, with nothing of it marked as English."""
    page = visit("secretariat").new_page()
    page.goto(f"/desk/do/attach-document?key={BRIEFING}&language=fr")
    page.locator("[name='document.title']").fill("A title")
    page.locator("[name='document.language']").select_option("fr")
    page.locator("[name='document.link']").fill("nowhere")
    page.locator("form[data-draft] .act button").click()
    expect(page.locator(".error")).to_have_text(re.compile("^une adresse http ou https .* convient"))
    expect(page.locator(".error [lang]")).to_have_count(0)
