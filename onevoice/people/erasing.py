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
from onevoice.people.erasures import KIND, OWNER, is_erasure
from onevoice.people.left import NOTHING, Holdings, Left
from onevoice.services import SERVICES
from onevoice.sorry import Sorry
from services.notifications.mail.address import Address, canonical
from shared.contracts.notifications.contacts import ContactId
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.mongo import Unavailable, connect
from shared.reactions.duty import Duty
from shared.reactions.reactor import progress
from shared.runtime.secrets import check_secret, read_secret
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.documents import Documents

_LOOK: Final = 0.2

_REMEDIES: Final[dict[int, str]] = {
    HTTPStatus.CONFLICT: ", or find it by its address: onevoice erase --address",
    HTTPStatus.SERVICE_UNAVAILABLE: "; start it, or say where it is with --url",
}

State = Literal["obeyed", "late", "back", "unseen"]


@dataclass(frozen=True)
class Obeyed:
    """One service after an erasure: how it stands, what it kept before, and what it keeps now."""

    service: str
    state: State
    before: Left
    now: Left

    def sentence(self, contact: str) -> str:
        """For people."""
        left = f"{self.now.said()} left"
        match self.state:
            case "obeyed" if self.before == NOTHING:
                return f"{self.service}: nothing was kept, nothing is left"
            case "obeyed":
                return f"{self.service}: {self.before.said()} destroyed, nothing is left"
            case "back":
                return (
                    f"{self.service}: {left} though it has obeyed: a back-up brought it back, or a record of it "
                    "never came; destroy it with: onevoice erase --again"
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
        self._held = {
            name: Holdings(service, settings, self._server, self._keys) for name, service in SERVICES.items()
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._server.close()
        self._keys.close()

    async def find(self, address: str) -> str:
        """The contact of an address, which no message repeats. Raises ``Sorry`` and ``SecretMisfit``."""
        try:
            known_by = canonical(TypeAdapter(Address).validate_python(address))
        except ValidationError as error:
            raise Sorry(error.errors(include_input=False)[0]["msg"]) from None
        secret = read_secret(self._settings, OWNER)
        await check_secret(self._held[OWNER].database, secret)
        contact = await self._held[OWNER].vault(secret).find(known_by)
        if contact is None:
            raise Sorry(
                "nobody has this address: it was never registered or is erased already; check how it is written"
            )
        return contact

    async def erase(self, api: Api, contact: str, reason: str, patience: float = 30.0) -> Erased:
        """Ask for it, and look until every service has obeyed or ``patience`` seconds are over.

        Raises ``Sorry``.
        """
        try:
            TypeAdapter(ContactId).validate_python(contact)
        except ValidationError:  # it may be an address: not repeated
            raise Sorry(
                "that is no contact's id, which is 32 digits and letters from a to f; "
                "find a contact by its address with: onevoice erase --address"
            ) from None
        found = await asyncio.gather(*(self._left(service, contact) for service in SERVICES))
        before = dict(zip(SERVICES, found, strict=True))
        already = before[OWNER] is not None and await self._erased(contact)
        version = await self._ask(api, contact, reason, before[OWNER] or NOTHING)
        deadline = time.monotonic() + patience
        seen = [
            await self._obeyed(service, contact, version, before[service.name], deadline)
            for service in SERVICES.values()
        ]
        return Erased(contact, version, already, tuple(seen))

    async def _left(self, service: str, contact: str) -> Left | None:
        """None where the databases do not answer."""
        try:
            return (await self._held[service].left([contact])).get(contact, NOTHING)
        except Unavailable:
            return None

    async def _erased(self, contact: str) -> bool:
        """Whether the store knows so; one that does not answer knows nothing."""
        try:
            history = await MongoEventStore(self._held[OWNER].database).load(f"{KIND}-{contact}")
        except (StreamFrozen, StoreUnavailable):
            return False
        return any(is_erasure(event.type, event.data) for append in history for event in append.events)

    async def _ask(self, api: Api, contact: str, reason: str, kept: Left) -> int:
        path = f"/{OWNER}/api/contacts/{contact}/erase"
        try:
            answer = await api.post(path, {"reason": reason}, uuid.uuid4().hex)
        except ApiRefused as error:
            if error.status == HTTPStatus.CONFLICT and kept != NOTHING:
                raise Sorry(
                    f"nobody was ever registered as contact {contact}: what is kept of it is swept after a day"
                ) from error
            raise Sorry(f"{error}{_REMEDIES.get(error.status, '')}") from error
        return int(answer["version"])

    async def _obeyed(
        self, service: Service, contact: str, version: int, before: Left | None, deadline: float
    ) -> Obeyed:
        while before is not None:
            began = time.monotonic()
            done = await self._done(service, f"{KIND}-{contact}", version)
            left = await self._left(service.name, contact)  # after it: what was done has left its mark
            if left is None or done is None:
                break
            if done and left == NOTHING:
                return Obeyed(service.name, "obeyed", before, left)
            if time.monotonic() > deadline or (done and not service.belongings):  # those follow one by one
                return Obeyed(service.name, "back" if done else "late", before, left)
            await asyncio.sleep(max(_LOOK, time.monotonic() - began))
        return Obeyed(service.name, "unseen", NOTHING, NOTHING)

    async def _done(self, service: Service, stream: str, version: int) -> bool | None:
        """Whether every duty of the service has come as far as the erasure; None where nobody answers."""
        for duty in duties_of(service):
            watermarks = Documents(self._held[service.name].database, progress(duty), 1)
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
