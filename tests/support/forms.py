"""The forms of the desk as the services' documents offer them."""

import json
from typing import Any

from desk.forms.offers import Action, Offered, offered
from onevoice.texts import ROOT


def document(service: str) -> dict[str, Any]:
    """A service's OpenAPI document, as it is generated."""
    found: dict[str, Any] = json.loads((ROOT / "docs" / "generated" / f"openapi-{service}.json").read_text())
    return found


_EACH = [offered(service, document(service)) for service in ("consultations", "registry")]
OFFERED = Offered(
    {name: one for each in _EACH for name, one in each.commands.items()},
    {kind: one for each in _EACH for kind, one in each.things.items()},
)
"""Everything that the desk can do."""


def action(name: str, **chosen: str) -> Action:
    """The form of a command, for the alternatives chosen: ``outcome="champion_accepted"``."""
    return OFFERED.command(name).action({f"{part}.kind": kind for part, kind in chosen.items()})
