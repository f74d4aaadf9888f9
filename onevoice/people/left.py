"""What is left of contacts in a service: in its vault, and in what belongs to them. Looked up, never concluded."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from onevoice.people.erasures import OWNER, stored
from onevoice.services import SERVICES
from shared.mongo import Database, Server, connect
from shared.runtime.service import Belonging, Service
from shared.settings import Settings
from shared.vault import Kept, Vault

_NAMED: Final = 3


@dataclass(frozen=True)
class Left:
    """How much is kept, and the streams that name the contact and were not erased."""

    kept: Kept = field(default_factory=Kept)
    standing: tuple[str, ...] = ()

    def said(self) -> str:
        """``the key, 1 lookup, 2 texts and 1 input (input-…)``."""
        kept = self.kept
        parts = ["the key"] if kept.keys == 1 else []
        counted = (
            (kept.keys if kept.keys > 1 else 0, "key"),
            (kept.lookups, "lookup"),
            (kept.texts, "text"),
            (kept.files, "file"),
            (len(self.standing), "input"),
        )
        parts += [f"{number} {name}{'s' * (number != 1)}" for number, name in counted if number]
        said = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nothing"
        named = ", ".join(self.standing[:_NAMED]) + (", …" if len(self.standing) > _NAMED else "")
        return f"{said} ({named})" if named else said


NOTHING = Left()


class Holdings:
    """What one service holds of people. Every method raises ``Unavailable``."""

    def __init__(self, service: Service, settings: Settings, server: Server, keys: Server) -> None:
        self.service = service
        self.database: Database = server.database(settings.database(service.name))
        self._keys = keys.database(settings.key_database(service.name))

    def vault(self, secret: bytes = b"") -> Vault:
        """Its vault; without its secret nobody can be found in it."""
        return Vault(self.database, self._keys, secret)

    async def left(self, contacts: Collection[str]) -> dict[str, Left]:
        """What is left of each of these contacts, those of whom nothing is left out."""
        belonging = [one async for one in self.belongings() if one.contact in contacts]
        whose = {contact: contact for contact in contacts}
        whose |= {person: str(one.contact) for one in belonging for person in one.persons}
        found: dict[str, Left] = {}
        for person, kept in (await self.vault().kept(whose)).items():
            before = found.get(whose[person], NOTHING)
            found[whose[person]] = Left(_sum(before.kept, kept), before.standing)
        for one in belonging:
            if not one.erased:
                before = found.get(str(one.contact), NOTHING)
                found[str(one.contact)] = Left(before.kept, (*before.standing, one.stream))
        return found

    async def kept_of_erased(self) -> Mapping[str, Kept]:
        """How much is kept of what the service's own streams say was erased: an author erases an input, too."""
        persons = [person async for one in self.belongings() if one.erased for person in one.persons]
        return await self.vault().kept(persons)

    async def belongings(self) -> AsyncIterator[Belonging]:
        """What belongs to contacts, whoever they are."""
        if self.service.belongings:
            async for one in self.service.belongings(self.database):
                yield one


async def left_of_erased(settings: Settings, server: Server) -> list[str]:
    """A sentence for each contact that was erased and of whom a service keeps something. Raises ``Unavailable``."""
    keys = connect(settings.keys or settings.mongo)
    try:
        held = [Holdings(service, settings, server, keys) for service in SERVICES.values()]
        erased = await stored(server.database(settings.database(OWNER)))
        return [
            f"{one.service.name}: of contact {contact}, which was erased, {left.said()} left"
            for one in held
            for contact, left in (await one.left(erased)).items()
        ]
    finally:
        keys.close()


def _sum(a: Kept, b: Kept) -> Kept:
    return Kept(a.keys + b.keys, a.lookups + b.lookups, a.texts + b.texts, a.files + b.files)
