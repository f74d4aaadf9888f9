"""Erasing a contact from a shell: asked for through the public API, then seen to be done in every service."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Final, Literal, Self

from pydantic import TypeAdapter, ValidationError

from onevoice.api import Api, ApiRefused
from onevoice.services import SERVICES
from services.notifications.mail.address import Address, canonical
from shared.contracts.catalogue import CATALOGUE, Undecodable, service_of
from shared.contracts.notifications.contacts import ContactErased, ContactId
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.mongo import Database, Unavailable, connect
from shared.reactions.duty import Duty
from shared.reactions.reactor import progress
from shared.runtime.secrets import check_secret, read_secret
from shared.runtime.service import Service
from shared.settings import Settings
from shared.vault import Kept, Vault
from shared.views.documents import Documents

KIND: Final = "contact"
OWNER: Final = service_of(KIND)
_LOOK: Final = 0.2
_NOBODY = Kept()

_REMEDIES: Final[dict[int, str]] = {
    HTTPStatus.CONFLICT: ", or find it by its address: onevoice erase --address",
    HTTPStatus.SERVICE_UNAVAILABLE: "; start it, or say where it is with --url",
}

State = Literal["obeyed", "late", "back", "unseen"]


class NotErased(Exception):
    """An erasure could not be asked for; the message says why and what to do."""


@dataclass(frozen=True)
class Obeyed:
    """One service after an erasure: how it stands, what it kept before, and what it keeps now."""

    service: str
    state: State
    before: Kept
    now: Kept

    def sentence(self, contact: str) -> str:
        """For people."""
        left = f"{_counted(self.now)} left"
        match self.state:
            case "obeyed" if self.before == _NOBODY:
                return f"{self.service}: nothing was kept, nothing is left"
            case "obeyed":
                return f"{self.service}: {_counted(self.before)} destroyed, nothing is left"
            case "back":
                return (
                    f"{self.service}: {left}, which a back-up brought back after the erasure; "
                    "destroy it with: onevoice erase --again"
                )
            case "unseen":
                return (
                    f"{self.service}: its databases do not answer, so nobody saw it obey; say the same again "
                    "where ONEVOICE_MONGO and ONEVOICE_KEYS reach them"
                )
        return (
            f"{self.service}: it has not obeyed yet, {left}; see that a process with the role react runs and "
            f"that nothing of {KIND}-{contact} is parked (onevoice parked list), then say the same again"
        )


@dataclass(frozen=True)
class Erased:
    """A contact that is erased: whether it was before, the version of its stream, and each service."""

    contact: str
    version: int
    already: bool
    services: tuple[Obeyed, ...]

    @property
    def whole(self) -> bool:
        """Whether every service was seen to keep nothing."""
        return all(one.state == "obeyed" for one in self.services)

    def said(self) -> Iterator[str]:
        """For people."""
        how = "was erased before" if self.already else "is erased"
        yield f"contact {self.contact} {how}: {KIND}-{self.contact}@{self.version}"
        yield from (one.sentence(self.contact) for one in self.services)


class Erasing:
    """Erases in the installation that the settings name. A context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = connect(settings.mongo)
        self._keys = connect(settings.keys or settings.mongo)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._server.close()
        self._keys.close()

    async def find(self, address: str) -> str:
        """The contact of an address, which no message repeats. Raises ``NotErased`` and ``SecretMisfit``."""
        try:
            known_by = canonical(TypeAdapter(Address).validate_python(address))
        except ValidationError as error:
            raise NotErased(error.errors(include_input=False)[0]["msg"]) from None
        secret = read_secret(self._settings, OWNER)
        await check_secret(self._database(OWNER), secret)
        contact = await self._vault(OWNER, secret).find(known_by)
        if contact is None:
            raise NotErased(
                "nobody has this address: it was never registered or is erased already; check how it is written"
            )
        return contact

    async def erase(self, api: Api, contact: str, reason: str, patience: float = 30.0) -> Erased:
        """Ask for it, and look until every service has obeyed or ``patience`` seconds are over.

        Raises ``NotErased``.
        """
        try:
            TypeAdapter(ContactId).validate_python(contact)
        except ValidationError:  # it may be an address: not repeated
            raise NotErased(
                "that is no contact's id, which is 32 digits and letters from a to f; "
                "find a contact by its address with: onevoice erase --address"
            ) from None
        kept = await asyncio.gather(*(self._kept(service, contact) for service in SERVICES))
        before = dict(zip(SERVICES, kept, strict=True))
        already = before[OWNER] is not None and await self._erased(contact)
        version = await self._ask(api, contact, reason, before[OWNER] or _NOBODY)
        deadline = time.monotonic() + patience
        seen = [
            await self._obeyed(service, contact, version, before[service.name], deadline)
            for service in SERVICES.values()
        ]
        return Erased(contact, version, already, tuple(seen))

    def _database(self, service: str) -> Database:
        return self._server.database(self._settings.database(service))

    def _vault(self, service: str, secret: bytes = b"") -> Vault:
        """A service's vault; without its secret nobody can be found in it."""
        keys = self._keys.database(self._settings.key_database(service))
        return Vault(self._database(service), keys, secret)

    async def _kept(self, service: str, contact: str) -> Kept | None:
        """None where the databases do not answer."""
        try:
            return (await self._vault(service).kept([contact])).get(contact, _NOBODY)
        except Unavailable:
            return None

    async def _erased(self, contact: str) -> bool:
        """Whether the store knows so; one that does not answer knows nothing."""
        try:
            history = await MongoEventStore(self._database(OWNER)).load(f"{KIND}-{contact}")
        except (StreamFrozen, StoreUnavailable):
            return False
        return any(is_erasure(event.type, event.data) for append in history for event in append.events)

    async def _ask(self, api: Api, contact: str, reason: str, kept: Kept) -> int:
        path = f"/{OWNER}/api/contacts/{contact}/erase"
        try:
            answer = await api.post(path, {"reason": reason}, uuid.uuid4().hex)
        except ApiRefused as error:
            if error.status == HTTPStatus.CONFLICT and kept != _NOBODY:
                raise NotErased(
                    f"nobody was ever registered as contact {contact}: what is kept of it is swept after a day"
                ) from error
            raise NotErased(f"{error}{_REMEDIES.get(error.status, '')}") from error
        return int(answer["version"])

    async def _obeyed(
        self, service: Service, contact: str, version: int, before: Kept | None, deadline: float
    ) -> Obeyed:
        while before is not None:
            done = await self._done(service, f"{KIND}-{contact}", version)
            kept = await self._kept(service.name, contact)  # after it: what was done has left its mark
            if kept is None or done is None:
                break
            if done and kept == _NOBODY:
                return Obeyed(service.name, "obeyed", before, kept)
            if done or time.monotonic() > deadline:
                return Obeyed(service.name, "back" if done else "late", before, kept)
            await asyncio.sleep(_LOOK)
        return Obeyed(service.name, "unseen", _NOBODY, _NOBODY)

    async def _done(self, service: Service, stream: str, version: int) -> bool | None:
        """Whether every duty of the service has come as far as the erasure; None where nobody answers."""
        for duty in duties_of(service):
            watermarks = Documents(self._database(service.name), progress(duty), 1)
            try:
                part = (await watermarks.load([stream])).get(stream, {}).get(stream)
            except Unavailable:
                return None
            if part is None or part.version < version:
                return False
        return True


def duties_of(service: Service) -> list[Duty]:
    """The duties of a service that an erasure causes."""
    return [duty for duty in service.duties if KIND in duty.kinds]


def is_erasure(type_name: str, data: bytes) -> bool:
    """Whether an event of a contact is its erasure, in whatever version; what cannot be decoded is not."""
    try:
        return isinstance(CATALOGUE.decode(type_name, data, KIND), ContactErased)
    except Undecodable:
        return False


def _counted(kept: Kept) -> str:
    """``the key, 1 lookup and 2 texts``."""
    parts = ["the key"] if kept.keys else []
    for number, name in ((kept.lookups, "lookup"), (kept.texts, "text"), (kept.files, "file")):
        parts += [f"{number} {name}{'s' * (number != 1)}"] if number else []
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nothing"
