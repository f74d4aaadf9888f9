"""The walks of people through the whole house: real pages, real events, real mails."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit, fresh, schedule
from tests.browser.every_page import BRIEFING
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice


def mails(house: OneVoice, to: str) -> list[dict[str, Any]]:
    """What a mailbox got."""
    answer = httpx.get(f"{house.url}/mailbox/api/messages", params={"to": to}, trust_env=False)
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


def link(message: dict[str, Any], part: str) -> str:
    """The link in a mail whose address has this part."""
    return next(str(one) for one in message["links"] if part in one)


def subscribe(page: Page, house: OneVoice, address: str) -> dict[str, Any]:
    """Subscribe to briefings and confirm from the mailbox; the mail that asked."""
    page.goto("/notifications/subscribe")
    page.get_by_label("address", exact=False).first.fill(address)
    page.get_by_label("Briefings to Member States").check()
    page.get_by_role("button", name="Subscribe").click()
    [asked] = wait_until(lambda: mails(house, address))
    page.goto(link(asked, "/confirm/"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_have_text("Your subscription is confirmed.")
    return asked


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_subscribing_to_one_click(scripts: bool, visit: Visit, house: OneVoice) -> None:  # noqa: FBT001
    """Who subscribes is told of a briefing that the desk holds, and of nothing after one click."""
    address = f"{fresh('mission')}@example.org"
    reader = visit(java_script_enabled=scripts).new_page()
    subscribe(reader, house, address)

    desk = visit("secretariat", java_script_enabled=scripts).new_page()
    key, title = fresh("b"), fresh("Briefing")
    desk.goto("/desk/do/hold-briefing")
    desk.get_by_label("Key").fill(key)
    desk.get_by_label("Title").fill(title)
    desk.get_by_label("Date").fill("2026-11-20")
    desk.get_by_role("button", name="See who will be told what").click()
    expect(desk.get_by_text(f"{title} was held on 20 November 2026.")).to_be_visible()
    expect(desk.get_by_text(f"{title}\u00a0: tenu le 20 novembre 2026.")).to_be_visible()
    expect(desk.get_by_text(re.compile(r"[1-9]\d* subscribers? by mail"))).to_be_visible()
    desk.get_by_role("button", name="Confirm").click()
    desk.get_by_role("link", name="The public page").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(title)

    told = wait_until(lambda: [one for one in mails(house, address) if title in one["subject"]])
    assert [one["subject"] for one in told] == [f"{title} was held on 20 November 2026"]
    header = dict(told[0]["headers"])["List-Unsubscribe"].strip("<>")
    answer = httpx.post(header, data={"List-Unsubscribe": "One-Click"}, trust_env=False)
    assert answer.status_code == httpx.codes.OK
    reader.goto(link(told[0], "/preferences/"))
    expect(reader.get_by_text("This subscription has ended")).to_be_visible()
    before = len(mails(house, address))
    schedule(desk, fresh("c"), "After the end")
    other = f"{fresh('other')}@example.org"  # a later mail has come when nothing more can come
    subscribe(reader, house, other)
    assert len(mails(house, address)) == before


def test_who_may_not_is_told_so_on_a_page_with_a_way_out(visit: Visit) -> None:
    """A mission at the desk; somebody signed out; both find home again."""
    for persona, status in (("mission", 403), (None, 401)):
        page = visit(persona).new_page()
        answer = page.goto("/desk")
        assert answer
        assert answer.status == status
        page.get_by_role("main").get_by_role("link", name="Home").click()
        expect(page).to_have_url(re.compile(r"/$"))


def test_signing_in_and_out(visit: Visit) -> None:
    """Role and organisation are seen on each page from then on, until signing out."""
    page = visit().new_page()
    page.goto("/consultations/briefings")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=re.compile("Mission")).click()
    expect(page).to_have_url(re.compile("/consultations/briefings$"))
    expect(page.get_by_role("banner")).to_contain_text("Mission · PRT")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner")).not_to_contain_text("PRT")


def test_another_site_cannot_act(visit: Visit, house: OneVoice) -> None:
    """A form that another origin sends with the secretariat's cookie is refused."""
    context: BrowserContext = visit("secretariat")
    answer = context.request.post(
        f"{house.url}/desk/do/schedule-briefing",
        form={"key": fresh("x")},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status == httpx.codes.FORBIDDEN


def test_by_keyboard_alone(visit: Visit) -> None:
    """The first stop skips to the content; a list is reached, sorted and filtered without a mouse."""
    page = visit().new_page()
    page.goto("/registry/champions")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Status")).to_be_focused()
    page.get_by_role("link", name=re.compile("Country")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Portugal")


def test_a_language_stays_chosen(visit: Visit) -> None:
    """From page to page, with the record's own words labelled as English."""
    page = visit().new_page()
    page.goto("/")
    page.get_by_role("link", name="Français").click()
    page.get_by_role("navigation", name="Principale").get_by_role(
        "link", name="Séances d'information"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Séances d'information")
    page.goto(f"/consultations/briefings/{BRIEFING}")
    expect(page.get_by_role("heading", level=1).locator("[lang=en]")).to_have_text(
        "Network briefing to Member States"
    )


def test_a_list_is_the_same_as_a_file(visit: Visit) -> None:
    """CSV and JSON hold exactly the rows that are shown."""
    page = visit().new_page()
    page.goto("/registry/champions?status=accepted")
    names = page.locator("tbody th").all_inner_texts()
    found = page.request.get("/registry/champions.json?status=accepted").json()
    assert [one["country"] for one in found] == names
    lines = page.request.get("/registry/champions.csv?status=accepted").text().splitlines()
    assert len(lines) == len(names) + 1


def test_print_leaves_the_navigation_out(visit: Visit) -> None:
    """What is printed is the record."""
    page = visit().new_page()
    page.goto(f"/consultations/briefings/{BRIEFING}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".places")).to_be_hidden()
