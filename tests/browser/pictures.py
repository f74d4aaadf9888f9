"""``make pictures``: a picture of every page, wide and narrow, under ``var/pictures``, and those of the README.

It starts a house of its own on engines of its own and ends both.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import MISSING, chromium_path, fill_in, links, session
from tests.browser.every_page import BRIEFING, PAGES
from tests.support import engines
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice, environment
from tests.support.warm import ROOT

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
LANGUAGES = ("en", "fr", "ar-XB")
README = {"home": "/", "briefing": f"/consultations/briefings/{BRIEFING}"}


def take(browser: Browser, house: OneVoice, folder: Path) -> int:
    """All of them; how many."""
    taken, found, url = 0, links(house), house.url
    for language in LANGUAGES:
        for size, (width, height) in SIZES.items():
            for place in PAGES:
                context = browser.new_context(base_url=url, viewport={"width": width, "height": height})
                context.add_cookies([{"name": "language", "value": language, "url": url}])
                if place.persona:
                    context.add_cookies([session(url, place.persona)])  # type: ignore[list-item]  # of its shape
                page = context.new_page()
                place.open(page, found)
                name = re.sub(r"[^A-Za-z0-9]+", "-", str(place)).strip("-")[:150] or "home"
                page.screenshot(path=folder / f"{name}.{language}.{size}.png", full_page=True)
                context.close()
                taken += 1
    return taken


def take_for_readme(browser: Browser, url: str) -> None:
    """Home and a briefing, as a reader meets them."""
    for name, path in README.items():
        page = browser.new_page(base_url=url, viewport={"width": 1200, "height": 800})
        page.goto(path)
        page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")
        page.close()


def main() -> int:
    """Take them; 1 where there is no browser."""
    path = chromium_path()
    if not path:
        print(MISSING, file=sys.stderr)  # noqa: T201 - a command
        return 1
    folder = ROOT / "var" / "pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    with engines.kafka(folder / ".kafka") as kafka, engines.mongo(folder / ".mongo") as mongo:
        house = OneVoice(["run"], environment(folder / ".var", kafka.url, mongo.url), folder / ".log")
        house.start()
        try:
            wait_until(lambda: b"serving at" in house.log.read_bytes(), 120)
            fill_in(house)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                taken = take(browser, house, folder)
                take_for_readme(browser, house.url)
                browser.close()
        finally:
            house.stop()
    print(f"{taken} pictures in {folder.relative_to(ROOT)}, those of the README in docs/pictures")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
