"""Laws 13 and 14 of focal points: no event holds who they are, others do not see them, and an erasure is whole."""

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx
import pytest

from services.registry.networks import commands as c
from services.registry.networks.api import NETWORK
from services.registry.networks.focal_points import FocalPoints, NewFocalPoint, NoFocalPoint, may
from services.registry.networks.focal_points import field as field_of
from services.registry.networks.forgetting import FORGET_FOCAL_POINTS, LONG_AGO, Sweeping
from shared.auth import Caller, Role
from shared.clock import now
from shared.contracts.notifications.contacts import ContactErased
from shared.contracts.registry.evidence import Source
from shared.contracts.registry.networks import FocalPointReleased
from shared.eventstore.handle import Origin
from shared.mongo import Database, Server
from shared.peers import PeerAway, PeerRefused, Peers
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Refused
from tests.integration.test_contacts import Caller as Headers
from tests.integration.test_contacts import caller, everything
from tests.integration.test_http import api, installed, running
from tests.support import taking
from tests.support.eventually import eventually
from tests.support.streams import recorded
from tests.support.topic import CONTEXT

__all__ = ["api", "caller", "installed", "running"]
pytestmark = [pytest.mark.law(13), pytest.mark.law(14)]
AFRICA = Caller("somebody", Role.NETWORK, "africa")
AMINA = NewFocalPoint(name="Amina Diallo", address="amina@network.example", agency="IOM")
CLOSE = c.CloseNetwork.model_validate({"on": "2024"})


@dataclass
class Neighbour:
    """Notifications, asked in this process."""

    answers: Exception | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    contact: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def post(self, _path: str, body: dict[str, str]) -> Any:
        """The contact of an address, as its route answers."""
        self.asked.append(body)
        if self.answers:
            raise self.answers
        return {"contact": self.contact}


@pytest.fixture
def neighbour() -> Neighbour:
    """There."""
    return Neighbour()


@pytest.fixture
async def room(server: Server, database: Database, neighbour: Neighbour) -> Room:
    """A room that can ask it, with a network that is planned."""
    made = replace(await taking.room(server, database), peers=cast("Peers", neighbour))
    await do(made, c.PlanNetwork(network="africa", title="Network for Africa", source=Source(text="Letter")))
    return made


async def do(room: Room, command: c.NetworkCommand, network: str = "africa") -> None:
    """A command to the network."""
    await room.commands.handle(NETWORK, f"network-{network}", command, Origin("test", CONTEXT))


async def name(room: Room) -> None:
    """Name her, as the network does."""
    await do(room, await FocalPoints(room).name("africa", AMINA, AFRICA))


async def obey(room: Room, stream: str, event: Any) -> None:
    """The duty does what the event asks."""
    [record] = recorded(stream, [event])
    await FORGET_FOCAL_POINTS.build(room)(record)


async def test_who_a_focal_point_is_lies_in_the_vault_alone(
    room: Room, database: Database, neighbour: Neighbour
) -> None:
    """No document of the service can be read, and the network becomes the contact's owner."""
    await name(room)
    [shown] = await FocalPoints(room).all("africa")
    assert (shown.name, shown.address, shown.agency) == (AMINA.name, AMINA.address, "IOM")
    kept = (await everything(database)).lower()
    assert "amina" not in kept
    assert "network.example" not in kept
    assert shown.id != neighbour.contact
    assert neighbour.asked[0]["network"] == "africa"


def test_nobody_else_may_know_them() -> None:
    """Neither another network nor a State."""
    assert may(Caller("s", Role.SECRETARIAT, None), "africa")
    assert may(AFRICA, "africa")
    assert not may(AFRICA, "arab")
    assert not may(Caller("m", Role.MISSION, "africa"), "africa")


async def test_named_again_they_are_corrected(room: Room) -> None:
    """The same person is there once, by the name that was said last."""
    await name(room)
    again = AMINA.model_copy(update={"name": "Amina D.", "agency": None})
    await do(room, await FocalPoints(room).name("africa", again, AFRICA))
    assert [(one.name, one.agency) for one in await FocalPoints(room).all("africa")] == [("Amina D.", None)]


async def test_who_is_released_is_forgotten_here(room: Room, neighbour: Neighbour) -> None:
    """What the registry kept is destroyed, also where the network closes; named again meanwhile, it stays."""
    await name(room)
    await obey(room, "network-africa", FocalPointReleased(contact=neighbour.contact))
    [shown] = await FocalPoints(room).all("africa")
    await do(room, await FocalPoints(room).release("africa", NoFocalPoint(id=shown.id), AFRICA))
    await obey(room, "network-africa", FocalPointReleased(contact=neighbour.contact))
    assert await room.vault.read([neighbour.contact], field_of("africa")) == {}
    with pytest.raises(Problem, match="no such focal point"):
        await FocalPoints(room).release("africa", NoFocalPoint(id=shown.id), AFRICA)


async def test_an_erasure_is_whole(room: Room, neighbour: Neighbour) -> None:
    """Who is erased is seen no more, and is kept nowhere; nor is who was named at that very moment."""
    await name(room)
    await obey(room, f"contact-{neighbour.contact}", ContactErased(reason="asked for"))
    assert await FocalPoints(room).all("africa") == ()
    assert await room.vault.kept([neighbour.contact]) == {}
    with pytest.raises(Problem, match="erased a moment ago"):
        await name(room)
    assert await room.vault.kept([neighbour.contact]) == {}


async def test_nothing_is_kept_of_whom_the_rules_refuse(room: Room, neighbour: Neighbour) -> None:
    """A network that is closed names nobody: nobody is asked, and nothing is written."""
    await do(room, CLOSE)
    with pytest.raises(Refused, match="closed: plan it first"):
        await name(room)
    assert neighbour.asked == []


async def test_notifications_away_is_not_a_wrong_address(room: Room, neighbour: Neighbour) -> None:
    """Each has its own answer."""
    for answer, status in ((PeerAway("away"), 503), (PeerRefused(422, "no"), 422)):
        neighbour.answers = answer
        with pytest.raises(Problem) as problem:
            await name(room)
        assert problem.value.status == status
    with pytest.raises(Problem) as problem:
        await FocalPoints(replace(room, peers=None)).name("africa", AMINA, AFRICA)
    assert problem.value.status == 503


async def test_who_was_never_named_is_swept(room: Room, neighbour: Neighbour) -> None:
    """After a day; whoever was named stays, also released."""
    later = Sweeping(room, lambda: now() + LONG_AGO + dt.timedelta(minutes=1))
    command = await FocalPoints(room).name("africa", AMINA, AFRICA)
    assert await Sweeping(room).sweep() == 0
    await do(room, command)
    assert await later.sweep() == 0
    left, neighbour.contact = neighbour.contact, uuid.uuid4().hex
    await FocalPoints(room).name("africa", AMINA, AFRICA)
    assert await later.sweep() == 1
    assert await room.vault.kept([neighbour.contact]) == {}
    assert left in await room.vault.kept([left])


async def test_who_a_network_lets_go_is_its_focal_point_no_more(
    api: httpx.AsyncClient, caller: Headers
) -> None:
    """Over the services: the network names a person, nobody else sees them, and they go with the contact."""
    place, contacts = "/registry/api/networks/asia_pacific", "/notifications/api/contacts"
    ours, desk = caller(Role.NETWORK, "asia_pacific"), caller(Role.SECRETARIAT, "s")
    plan = {"title": "Network for Asia and the Pacific", "source": {"text": "Letter"}}
    assert (await api.post(f"{place}/plan", json=plan, headers=desk)).is_success
    body = {"name": "Amina Diallo", "address": f"{uuid.uuid4().hex}@network.example", "agency": "IOM"}
    named = await api.post(f"{place}/name-focal-point", json=body, headers=ours)
    assert named.is_success, named.text
    shown: dict[str, Any] = {}
    for headers in (ours, desk):
        [shown] = (await api.get(f"{place}/focal-points", headers=headers)).json()["focal_points"]
        assert {name: shown[name] for name in body} == body
    for other in (caller(Role.NETWORK, "arab"), caller(Role.MISSION, "asia_pacific")):
        for answer in (
            await api.get(f"{place}/focal-points", headers=other),
            await api.post(f"{place}/name-focal-point", json=body, headers=other),
            await api.post(f"{place}/release-focal-point", json={"id": shown["id"]}, headers=other),
        ):
            assert answer.status_code == httpx.codes.FORBIDDEN
    seen = {"after": "{stream}@{version}".format(**named.json())}
    assert body["address"] not in (await api.get(place, params=seen)).text

    async def ours_is() -> dict[str, Any] | None:
        found = (await api.get(contacts, headers=ours)).json()["contacts"]
        return next((one for one in found if one["address"] == body["address"]), None)

    await eventually(ours_is)
    contact = await ours_is()
    assert contact
    assert contact["name"] == "Amina Diallo"
    let_go = await api.post(f"{contacts}/{contact['id']}/release", json={"reason": "left"}, headers=ours)
    assert let_go.is_success, let_go.text

    async def gone() -> bool:
        return not (await api.get(f"{place}/focal-points", headers=ours)).json()["focal_points"]

    await eventually(gone)
