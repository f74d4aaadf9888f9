"""The floor of a briefing as the room sees it, and who runs it: each sees at once what another does."""

from playwright.sync_api import expect

from shared.auth import Role
from tests.browser.calls import House
from tests.browser.conftest import Visit, fresh
from tests.support.processes import OneVoice

__all__: list[str] = []


def floor(house: OneVoice) -> tuple[House, str]:
    """The secretariat's API, and the key of a briefing whose floor takes requests."""
    desk, key = House(house.url, house.token(Role.SECRETARIAT)), fresh("floor")
    when = {"date": "2031-12-01", "start": "15:00", "time_zone": "Europe/Zurich"}
    desk.post(f"/briefings/{key}/schedule", {"title": "A briefing with a floor", "when": when})
    desk.post(f"/floors/{key}/rules", {"turns": "asked", "takes": True})
    desk.wait_for(f"/briefings/{key}/floor")
    return desk, key


def test_the_room_sees_without_reloading_who_speaks_and_who_is_next(house: OneVoice, visit: Visit) -> None:
    """What the chair does in one window stands in the other; so does what comes over the API."""
    desk, key = floor(house)
    at = f"/consultations/briefings/{key}"
    room, chair = visit().new_page(), visit("secretariat").new_page()
    room.goto(f"{at}/floor")
    expect(room.get_by_text("Nobody waits for the floor.")).to_be_visible()
    chair.goto(f"{at}/speakers")
    chair.get_by_label("State", exact=True).select_option("PRT")
    chair.get_by_role("button", name="Put it into the list").click()
    expect(chair.get_by_text("The request is in the list.")).to_be_visible()
    expect(room.get_by_role("list").filter(has_text="Portugal")).to_be_visible()
    desk.post(f"/floors/{key}/requests", {"country": "KEN"})
    expect(room.get_by_role("listitem").filter(has_text="Kenya")).to_be_visible()
    expect(chair.get_by_role("listitem").filter(has_text="Kenya")).to_be_visible()
    chair.get_by_role("button", name="Give the floor").first.click()
    speaking = room.locator("[data-part=now]")
    expect(speaking).to_contain_text("Portugal")
    chair.get_by_role("button", name="Has spoken").click()
    expect(speaking).to_contain_text("nobody at the moment")
    expect(room.locator("[data-part=spoken]")).to_contain_text("Portugal")


def test_without_a_script_the_list_is_looked_at_again(house: OneVoice, visit: Visit) -> None:
    """By a link that leads to the page itself."""
    desk, key = floor(house)
    room = visit(java_script_enabled=False).new_page()
    room.goto(f"/consultations/briefings/{key}/floor")
    desk.post(f"/floors/{key}/requests", {"country": "KEN"})
    desk.wait_for(f"/briefings/{key}/floor?after=floor-{key}@2")
    room.wait_for_timeout(1_100)  # a page from memory is at most a second old
    room.get_by_role("link", name="Look again").click()
    expect(room.get_by_role("listitem").filter(has_text="Kenya")).to_be_visible()
