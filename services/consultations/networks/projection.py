"""The coordination networks as consultations knows them: its own projection of registry's, for who may post."""

from typing import Any, Literal

from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.registry import networks as n
from shared.values import Level, Region, Value
from shared.views.view import View


class NetworkKnown(Value):
    """A network: whether it works, and where."""

    version: int = 0
    key: str
    status: Literal["planned", "establishing", "established", "closed"] = "planned"
    level: Level | None = None
    region: Region | None = None
    country: str | None = None
    title: str | None = None


def project(state: NetworkKnown | None, record: Recorded[Any]) -> NetworkKnown:
    """What is known after one more event."""
    before = state or NetworkKnown(key=key_of(record.stream))
    return before.model_copy(update={**_said(record.event), "version": record.version})


def _said(event: Any) -> dict[str, object]:
    match event:
        case n.NetworkPlanned(level=level, region=region, country=country, title=title):
            return {"level": level, "region": region, "country": country, "title": title}
        case n.EstablishmentStarted():
            return {"status": "establishing"}
        case n.EstablishmentRetracted(back_to_planned=True):
            return {"status": "planned"}
        case n.NetworkEstablished():
            return {"status": "established"}
        case n.NetworkClosed():
            return {"status": "closed"}
    return {}


NETWORKS = View(
    name="networks_known",
    kinds=frozenset({"network"}),
    state=NetworkKnown,
    evolve=project,
    indexes=(("status",),),
)
