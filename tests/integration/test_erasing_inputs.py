"""Law 13 of inputs: an erasure finds every one of its contact, and whoever looks for what is left asks the stores."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.api import Api
from onevoice.people.erasing import Erased, Erasing
from onevoice.people.erasing_again import erase_again
from onevoice.people.left import left_of_erased
from services.consultations.inputs.taking.intake import Intake
from services.consultations.inputs.taking.sending import Sending
from services.notifications.contacts.commands import EraseContact, RegisterContact
from shared.auth import Role
from shared.contracts.notifications.contacts import INPUTS
from shared.mongo import Server
from shared.peers import Peers
from shared.runtime.running import Running
from shared.settings import RoleOfProcess, Settings
from shared.web.edge.arrival import Arrival
from tests.integration.test_addresses import MAILBOX, Neighbour
from tests.integration.test_contacts import vault_of
from tests.integration.test_http import api, installed, running
from tests.support import taking
from tests.support.eventually import eventually
from tests.support.fixtures import House, own_house
from tests.support.hosted import Hand, hosted
from tests.support.inputs_api import API, OK, id_of, opened, send
from tests.support.people import author_of

__all__ = ["api", "installed", "own_house", "running"]
pytestmark = pytest.mark.law(13)
HEARS = "consultations"


async def said_by(consultations: Running, contact: str) -> str:
    """The id of an input that was taken with this contact's address."""
    neighbour = Neighbour(away=False, contacts={MAILBOX: contact})
    room = replace(consultations.room, peers=cast("Peers", neighbour))
    sending = Sending(taking.said(address=MAILBOX), None, uuid.uuid4().hex)
    taken = await Intake(room).take(await taking.opened(room), sending, Arrival.this_moment())
    return taken.receipt.receipt.input


@pytest.fixture
async def blind(own_house: House) -> AsyncIterator[tuple[dict[str, Running], Hand]]:
    """Services whose views nobody folds: they are away, behind, or hold a parked record for ever.

    On engines of their own, because consumer groups are a cluster's.
    """
    roles = frozenset({RoleOfProcess.RELAY, RoleOfProcess.REACT})
    hand = Hand(own_house.settings.model_copy(update={"roles": roles}))
    async with hosted(hand.settings) as services:
        yield services, hand
    hand.server.close()


async def test_an_erasure_finds_the_inputs_that_no_view_shows(
    blind: tuple[dict[str, Running], Hand],
) -> None:
    """One taken before it and one that comes by after it; nothing of either is left, and the oracle says so."""
    services, hand = blind
    contact = uuid.uuid4().hex
    await hand.send(f"contact-{contact}", RegisterContact(kind="person", owner=INPUTS))
    before = await said_by(services[HEARS], contact)
    vault = services[HEARS].room.vault
    assert (await vault.kept([before]))[before].texts
    await hand.send(f"contact-{contact}", EraseContact(reason="asked for"))
    after = await said_by(services[HEARS], contact)
    assert any(f"input-{after}" in line for line in await left_of_erased(hand.settings, hand.server))

    async def gone() -> bool:
        return not await vault.kept([before, after])

    await eventually(gone, 60)
    assert await left_of_erased(hand.settings, hand.server) == []


async def erase(settings: Settings, contact: str, patience: float) -> Erased:
    """Erase as an operator."""
    token = LocalIssuer(settings).token(Role.OPERATOR)
    async with Api(f"http://{settings.host}:{settings.port}", token) as shell, Erasing(settings) as erasing:
        return await erasing.erase(shell, contact, "it was asked for", patience)


async def test_an_input_that_is_left_is_named_however_far_the_duties_have_come(
    api: httpx.AsyncClient, installed: Settings, server: Server
) -> None:
    """As where its record never came: ``erase`` looks, and ``erase --again`` destroys it by the store."""
    taken = await send(api, await opened(api), address=f"{uuid.uuid4().hex}@person.example")
    id_, word = id_of(taken), {"Input-Author": taken.json()["author"]}
    contact = await author_of(installed, server, taken)
    naming = server.database(installed.database(HEARS))["inputs_of_contacts"]

    async def known() -> bool:
        return await naming.find_one({"_id": f"input-{id_}"}) is not None

    await eventually(known)
    await naming.delete_one({"_id": f"input-{id_}"})
    done = await erase(installed, contact, 3)
    assert {one.service: one.state for one in done.services} == {
        "registry": "obeyed", HEARS: "back", "notifications": "obeyed"
    }  # fmt: skip
    [said] = [line for line in done.said() if line.startswith(HEARS)]
    assert f"1 input (input-{id_}) left" in said
    assert said.endswith("destroy it with: onevoice erase --again")
    assert any(contact in line for line in await left_of_erased(installed, server))
    assert (await erase_again(installed)).back[HEARS] == 1
    assert (await erase(installed, contact, 30)).whole
    assert (await api.get(f"{API}/inputs/{id_}/own", headers=word)).json()["standing"] == "erased"


async def test_a_back_up_does_not_undo_what_an_author_erased(
    api: httpx.AsyncClient, installed: Settings, server: Server
) -> None:
    """No contact was erased: the input's own stream says that it was."""
    taken = await send(api, await opened(api))
    id_, word = id_of(taken), {"Input-Author": taken.json()["author"]}
    keys = server.database(installed.key_database(HEARS))["keys"]
    texts = server.database(installed.database(HEARS))["vault"]
    backup = await keys.find_one({"_id": id_}), [one async for one in texts.find({"person": id_})]
    assert backup[0]
    erased = await api.post(f"{API}/inputs/{id_}/erase", json={}, headers=word)
    assert erased.status_code == OK, erased.text
    vault = vault_of(HEARS, server, installed)

    async def gone() -> bool:
        return not await vault.kept([id_])

    await eventually(gone)
    await keys.replace_one({"_id": id_}, backup[0])
    await texts.insert_many(backup[1])
    assert (await erase_again(installed)).back[HEARS] == 1
    assert await vault.kept([id_]) == {}
    assert (await erase_again(installed)).back[HEARS] == 0
