"""A network's focal points: who they are lies in the vault under their contacts' keys, and goes with these.

Known to the secretariat and to the network itself, and to nobody else.
"""

from typing import Annotated, Final

from pydantic import ConfigDict, Field

from services.registry.networks import domain
from services.registry.networks.api import NETWORK
from services.registry.networks.commands import NameFocalPoint, ReleaseFocalPoint
from services.registry.networks.network import Network
from shared.auth import Caller, Role
from shared.contracts.names import alias
from shared.mistakes import Wrong
from shared.peers import PeerAway, PeerRefused
from shared.problems import Problem, invalid
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Name, Value
from shared.vault import Erased

CORRESPONDENTS: Final = "/notifications/api/contacts/correspondents"
_RIGHT: Final = N_("one address such as name@example.org is right")
GONE: Final = "erased_contacts"
"""Where the ids of contacts stand that were erased: work, neither history nor view."""
_NOBODY: Final = "0" * 32
_RETRY: Final = {"Retry-After": "5"}
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""What a focal point is called here: of no use anywhere else."""


class NewFocalPoint(Value):
    """Somebody to turn to; named again, their name and agency are corrected."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: Name = Field(title=N_("Name"))
    address: Annotated[str, Field(max_length=254)] = Field(title=N_("E-mail address"))
    agency: Name | None = Field(None, title=N_("Agency"))


class NoFocalPoint(Value):
    """Somebody who is one no more."""

    id: Id


class FocalPointShown(Value):
    """A focal point as the secretariat and the network see them."""

    id: Id
    name: str
    address: str
    agency: str | None


class FocalPointList(Value):
    """A network's focal points; those erased are simply not there."""

    focal_points: tuple[FocalPointShown, ...]


class KeptOfOne(Value):
    """What the vault holds of one."""

    name: str
    address: str


def may(caller: Caller, network: str) -> bool:
    """Whether they may know and name the focal points of this network."""
    return caller.role is Role.SECRETARIAT or (caller.role is Role.NETWORK and caller.organisation == network)


def field(network: str) -> str:
    """The vault's field for somebody as a focal point of this network."""
    return f"focal point {network}"


class FocalPoints:
    """Names, releases and reads them, by the network's stream. Raises ``Unavailable``."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def name(self, network: str, said: NewFocalPoint, _caller: Caller) -> NameFocalPoint:
        """Name a focal point.

        Raises ``Refused``, and ``Problem`` 409, 422 and 503.
        """
        trial = NameFocalPoint(contact=_NOBODY, agency=said.agency)
        domain.decide(trial, await self._network(network))  # refused before anything of them is kept
        contact = await self._contact(network, said)
        kept = KeptOfOne(name=said.name, address=said.address)
        try:
            drawer = await self._room.vault.admit(contact)
        except Erased as error:
            raise _gone() from error
        await drawer.put(field(network), kept.model_dump_json())
        # Kept first, then looked whether they are gone: the other way round of an erasure.
        if await self._room.database[GONE].find_one({"_id": contact}):
            await self._room.vault.destroy(contact)
            raise _gone()
        return NameFocalPoint(contact=contact, agency=said.agency)

    async def release(self, network: str, said: NoFocalPoint, _caller: Caller) -> ReleaseFocalPoint:
        """Say that somebody is a focal point no more.

        Raises ``Problem`` 404.
        """
        for one in (await self._network(network)).focal_points:
            if alias(network, one.contact) == said.id:
                return ReleaseFocalPoint(contact=one.contact)
        raise Problem(404, "not-found", f"the network {network} has no such focal point")

    async def all(self, network: str) -> tuple[FocalPointShown, ...]:
        """Those of whom anything is kept, by name."""
        named = {one.contact: one for one in (await self._network(network)).focal_points}
        found = await self._room.vault.read(named, field(network))
        shown = (
            FocalPointShown(
                id=alias(network, contact),
                **dict(KeptOfOne.model_validate_json(text)),
                agency=named[contact].agency,
            )
            for contact, text in found.items()
        )
        return tuple(sorted(shown, key=lambda one: one.name.casefold()))

    async def _network(self, network: str) -> Network:
        _, state = await self._room.commands.read(NETWORK, f"network-{network}")
        return state

    async def _contact(self, network: str, said: NewFocalPoint) -> str:
        """The contact of their address, which the network looks after from now on."""
        away = Problem(503, "unavailable", "notifications cannot be asked for the contact: try again", _RETRY)
        if self._room.peers is None:
            raise away
        asked = {"address": said.address, "network": network, "name": said.name}
        try:
            found = await self._room.peers.post(CORRESPONDENTS, asked)
        except PeerAway:
            raise away from None
        except PeerRefused as refused:
            raise invalid([Wrong("address", _RIGHT)]) from refused
        return str(found["contact"])


def _gone() -> Problem:
    return Problem(409, "refused", "this contact was erased a moment ago: send it again")
