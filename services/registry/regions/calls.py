"""The calls for input as the registry knows them: its own projection of consultations', for the regions' pages."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

from shared.contracts.consultations import calls as e
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.i18n.speech import N_
from shared.values import Region, Value
from shared.views.view import View

Stage = Literal["coming", "open", "closed", "withdrawn"]
STAGES: Final[Mapping[Stage, str]] = {
    "coming": N_("not yet open"),
    "open": N_("open"),
    "closed": N_("closed"),
    "withdrawn": N_("withdrawn"),
}
"""Where a call stands at a moment."""


class CallKnown(Value):
    """A call; one that is not ``listed`` was never announced, and nobody is shown it."""

    version: int = 0
    key: str
    listed: bool = False
    example: bool = False
    withdrawn: bool = False
    title: Versions | None = None
    region: Region | None = None
    opens: Deadline | None = None
    closes: Deadline | None = None

    def stage(self, at: dt.datetime) -> Stage:
        """Where it stands, once it was announced."""
        if self.withdrawn or self.opens is None or self.closes is None:
            return "withdrawn"
        if at < self.opens.instant:
            return "coming"
        return "open" if at < self.closes.instant else "closed"


def project(state: CallKnown | None, record: Recorded[Any]) -> CallKnown:
    """What is known after one more event."""
    before = state or CallKnown(key=key_of(record.stream))
    return before.model_copy(update={**_said(record.event), "version": record.version})


def _said(event: Any) -> dict[str, object]:
    match event:
        case e.CallDrafted(terms=terms, example=example):
            return {"title": terms.title, "region": terms.region, "example": example}
        case e.CallRevised(terms=terms):
            return {"title": terms.title, "region": terms.region}
        case e.CallAnnounced(opens=opens, closes=closes):
            return {"listed": True, "opens": opens, "closes": closes}
        case e.CallExtended(closes=closes) | e.CallClosedEarly(closes=closes) | e.CallReopened(closes=closes):
            return {"closes": closes}
        case e.CallWithdrawn():
            return {"withdrawn": True}
    return {}


CALLS = View(
    name="calls_known",
    kinds=frozenset({"call"}),
    state=CallKnown,
    evolve=project,
    indexes=(("listed", "region"),),
)
