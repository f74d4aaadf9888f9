"""Where the page of what came of a finding is."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.consultations.citations import LedTo, OutcomeKind

_PAGES: Final[Mapping[OutcomeKind, str]] = {
    "report_section": "/consultations/reports/{whole}#section-{part}",
    "answer": "/consultations/issues/{whole}",
    "briefing_outcome": "/consultations/briefings/{whole}#{part}",
}
"""Those that have one."""


def href_of(one: LedTo) -> str | None:
    """Its address; None for what has none of ours."""
    page = _PAGES.get(one.kind)
    return page.format(whole=one.whole, part=one.part) if page else None
