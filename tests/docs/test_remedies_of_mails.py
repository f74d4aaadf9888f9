"""docs/OPERATIONS.md for a restored database of notifications: nobody is told a second time, and mails go on."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.mongo import connect
from tests.docs.following import Installation, backup, restore
from tests.support.fixtures import House, own_house
from tests.support.hosted import Hand
from tests.support.mailserver import Office, serving
from tests.support.readers import Installation as Readers
from tests.support.readers import Reader

__all__ = ["own_house"]
pytestmark = pytest.mark.timeout(600)
"""A dozen commands, and every command is a process."""
ACCEPT = {"evidence": {"kind": "document", "title": "Letter"}, "since": "2020-03"}


@pytest_asyncio.fixture
async def office() -> AsyncIterator[tuple[Office, int]]:
    """Where its mails go."""
    made = Office()
    async with serving(made) as port:
        yield made, port


async def accept(place: Installation, country: str) -> None:
    """Somebody is told of this."""
    assert place.serving
    token = LocalIssuer(place.house.settings).token(Role.SECRETARIAT)
    async with httpx.AsyncClient(base_url=place.serving.url, trust_env=False, timeout=30) as client:
        path, headers = f"/registry/api/champions/{country}/accept", {"Authorization": f"Bearer {token}"}
        assert (await client.post(path, json=ACCEPT, headers=headers)).is_success


async def test_nobody_is_told_twice(own_house: House, office: tuple[Office, int]) -> None:
    """Notices and confirmations that were mailed since the back-up are heard again; what comes later is mailed."""
    place = Installation.of(own_house, ONEVOICE_SMTP=f"smtp://127.0.0.1:{office[1]}")
    await asyncio.to_thread(place.start)
    hand, server = Hand(own_house.settings), connect(own_house.mongo.url)
    assert place.serving
    try:
        async with httpx.AsyncClient(base_url=place.serving.url, trust_env=False, timeout=30) as browser:
            readers = Readers(own_house.settings, server, office[0], browser)
            reader, late = readers.reader(), readers.reader()
            await reader.subscribes("champions")
            await hand.assert_good()
            old = await backup(hand.database("notifications"))
            await accept(place, "PRT")
            await reader.mailed(2)
            await late.is_asked("champions")
            await hand.assert_good()
        await asyncio.to_thread(place.stop)
        await restore(hand.database("notifications"), old)
        await asyncio.to_thread(follow, place)
        await hand.assert_good()
        assert any("1 notices and 1 mails count as told" in said for said in place.said), place.said
        await accept(place, "SLV")
        await told(reader)
        assert [len(one.mails) for one in (reader, late)] == [3, 1]
    finally:
        await asyncio.to_thread(place.stop)
        hand.server.close()
        server.close()


def follow(place: Installation) -> None:
    """As it is written."""
    place.follow("The database of notifications was restored")


async def told(reader: Reader) -> None:
    """What came after the restore has arrived, and with it whatever was due before."""
    mails = await reader.mailed(3)
    assert "El Salvador" in mails[2].subject
