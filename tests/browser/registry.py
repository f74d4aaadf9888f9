"""What the example's record has none of: what stands beside a status, statements, parts of regions, totals."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.browser.calls import House, open_call

_SOURCE: Final = {"text": "An example"}
_LETTER: Final = {"kind": "document", "title": "An example"}
_SAID: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("champions/PRT/record-confirmation", {"title": "Nota verbal", "language": "pt", "on": "2020-03"}),
    ("champions/PRT/record-support", {"agency": "IOM", "what": "A national plan", "since": "2021"}),
    ("champions/PRT/elect-co-chair", {"year": "2026", "source": _SOURCE}),
    ("networks/africa/join", {"agency": "IOM", "role": "coordinator", "on": "2020"}),
    ("networks/africa/join", {"agency": "ILO", "role": "member"}),
    ("networks/africa/leave", {"agency": "ILO", "role": "member", "on": "2022-05"}),
    ("networks/africa-west_central/plan-subregional", {"title": "Network for the West", "source": _SOURCE}),
    ("networks/africa/name-focal-point", {"name": "Amina", "address": "amina@network.example"}),
    ("totals/champion_countries/state", {"total": 23, "as_of": "2021-06-24", "evidence": _LETTER}),
    (
        "totals/country_networks/state",
        {
            "total": 50,
            "at_least": True,
            "as_of": "2021",
            "evidence": {**_LETTER, "link": "https://example.org/b"},
        },
    ),
    (
        "statements/together/make",
        {"title": "Together", "on": "2021-05", "countries": ["PRT", "SLV"], "link": "https://example.org/a"},
    ),
)


def fill(url: str, token: str) -> None:
    """Say it, and wait until all of it is seen, and a call about a region by the registry too."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{url}/registry/api/", trust_env=False, headers=headers) as client:
        open_call(House(url, token), "regional", region="africa")
        client.get("regions/africa", params={"after": "call-regional@2"}).raise_for_status()
        for path, body in _SAID:
            answer = client.post(path, json=body)
            assert answer.is_success, answer.text
            done = answer.json()
            seen = client.get(
                path.rpartition("/")[0], params={"after": f"{done['stream']}@{done['version']}"}
            )
            assert seen.is_success, seen.text
