"""A crowd of subscribers in a room of the notifications service: on the real store, without Kafka."""

import os
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.notifications.deliveries import chunks
from services.notifications.deliveries.chunks import Chunks
from services.notifications.deliveries.fanning_out import fanouts
from services.notifications.deliveries.fanning_out.duties import FAN_OUT
from services.notifications.subscriptions.projection import SUBSCRIBERS, SubscriberState
from shared.clock import now
from shared.contracts.consultations.briefings import BriefingHeld
from shared.contracts.envelope import Context, Recorded
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import (
    Interest,
    SubscriptionConfirmed,
    SubscriptionEnded,
)
from shared.contracts.reactions import EventRef
from shared.contracts.sentences import told_whole
from shared.eventstore.handle import Handler
from shared.eventstore.mongo import MongoEventStore
from shared.mail import Mail
from shared.mongo import Server, StoreClock
from shared.runtime.service import Room
from shared.values import OfficialLanguage, PartialDate
from shared.vault import Vault
from shared.views.documents import Documents
from shared.views.fold import Part
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door
from tests.support.streams import recorded

SECRET = b"secret" * 8
ORIGIN = "http://onevoice.example"
BRIEFINGS = (Interest(topic="briefings"),)
Record = Recorded[Any]


async def room_of(server: Server, name: str, mail: Mail | None = None) -> Room:
    """A room with its indexes made, in a database of this name."""
    database, keys = server.database(name), server.database(f"{name}_keys")
    store, vault = MongoEventStore(database), Vault(database, keys, SECRET)
    await store.prepare()
    await vault.prepare()
    await chunks.prepare(database)
    await fanouts.prepare(database)
    await Documents(database, SUBSCRIBERS, 1).prepare()
    door = Door()
    door.prepared = True
    commands = Commands("notifications", Handler(store, SECRET), door)
    return Room(commands, database, vault, Links(SECRET), ORIGIN, mail)


async def crowd(
    room: Room,
    addresses: Sequence[str],
    interests: tuple[Interest, ...] = BRIEFINGS,
    language: OfficialLanguage = "en",
) -> dict[str, str]:
    """Subscribers as if each had confirmed: address → contact's id. Written in bulk, as the vault would."""
    people = {address: uuid.uuid4().hex for address in addresses}
    keys, entries, documents = [], [], []
    confirmed = SubscriptionConfirmed(request="0" * 32, interests=interests, language=language)
    for address, person in people.items():
        key, nonce, place = os.urandom(32), os.urandom(12), f"{person}/address"
        keys.append({"_id": person, "key": key, "at": now()})
        data = nonce + AESGCM(key).encrypt(nonce, address.encode(), place.encode())
        entries.append({"_id": place, "person": person, "field": "address", "data": data})
        documents.append(_document(_fold(person, [confirmed])))
    for start in range(0, len(keys), 1_000):
        await room.vault._keys.insert_many(keys[start : start + 1_000])  # noqa: SLF001 - ten thousand at once
        await room.vault._entries.insert_many(entries[start : start + 1_000])  # noqa: SLF001
        view = Documents(room.database, SUBSCRIBERS, 1).collection
        await view.insert_many(documents[start : start + 1_000])
    return people


async def leave(room: Room, contact: str) -> None:
    """The view comes to know that this subscription has ended."""
    confirmed = SubscriptionConfirmed(request="0" * 32, interests=BRIEFINGS, language="en")
    state = _fold(contact, [confirmed, SubscriptionEnded(reason="unsubscribed")])
    view = Documents(room.database, SUBSCRIBERS, 1).collection
    await view.replace_one({"_id": f"subscription-{contact}"}, _document(state))


def _fold(contact: str, events: Sequence[Any]) -> SubscriberState:
    state: SubscriberState | None = None
    for record in recorded(f"subscription-{contact}", events):
        state = SUBSCRIBERS.evolve(state, record)
    assert state
    return state


def _document(state: SubscriberState) -> dict[str, Any]:
    stream = f"subscription-{state.contact}"
    part = Part(version=state.version, state=state)
    told = {"version": part.version, "digest": b"", "marks": b"", "state": state.model_dump(mode="json")}
    return {"_id": stream, "stream": stream, "part": told}


def notice(subject: str = "Network briefing", country: str | None = None, after: str | None = None) -> Record:
    """A notice as it comes from the topic, of a briefing that was held."""
    stream, when = "briefing-2026-11-24", {"date": "2026-11-24"}
    event = NoticeIssued(
        topic="briefings",
        region=None,
        country=country,
        tells=told_whole(
            stream, BriefingHeld.model_validate({"title": subject, "when": when, "place": None})
        ),
        before={},
        about=PartialDate.model_validate("2026-11-24"),
        replaces=None,
        after=after,
        cause=EventRef(stream=stream, version=1, id=uuid.uuid4().hex),
        at=now(),
    )
    key = uuid.uuid4().hex
    return Recorded(
        f"notice-{key}", 1, key, now(), b"", event.encode(), event, Context(f"correlation-{time.time_ns()}")
    )


async def issue(room: Room, record: Record, times: int = 1) -> str:
    """The duty hears of the notice, so many times; the notice's id."""
    do = FAN_OUT.build(room)
    for _ in range(times):
        await do(record)
    return record.stream.removeprefix("notice-")


async def states(room: Room, contacts: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
    """Contact and state of every delivery to them."""
    kept = Chunks(room.database)
    for contact in contacts:
        for chunk, place in await kept.of_contact(contact):
            yield contact, chunk.to[place].state


async def all_states(room: Room) -> dict[str, int]:
    """How many deliveries there are in each state."""
    found: dict[str, int] = {}
    async for document in room.database["deliveries"].find({}):
        for one in document["to"]:
            found[one["state"]] = found.get(one["state"], 0) + 1
    return found


def clock_of(room: Room) -> StoreClock:
    """The store's clock."""
    return StoreClock(room.database)
