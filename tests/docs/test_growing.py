"""More partitions: streams that were there go on in another place, and nobody meets their records out of order."""

from collections.abc import Iterator

import pytest

from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of
from shared.kafka.topics import topic_of_service
from tests.docs.following import Installation
from tests.docs.test_remedies import champion, post, refused, well
from tests.support.eventually import eventually
from tests.support.fixtures import House, own_house

__all__ = ["own_house"]
pytestmark = pytest.mark.timeout(600)
CHAMPIONS = ("PRT", "FJI", "MLI", "NPL", "PHL", "TCD", "MAR", "MEX")
GROW = ("topics", "grow")


@pytest.fixture
def place(own_house: House) -> Iterator[Installation]:
    """An installation of this test alone; whatever runs of it ends with the test."""
    made = Installation.of(own_house)
    yield made
    if made.serving:
        made.serving.kill()


@pytest.mark.law(5)
async def test_topics_grow_and_streams_keep_their_order(place: Installation) -> None:
    """While somebody runs or has yet to read, it is refused; afterwards, what was there goes on where it belongs."""
    house = place.house
    place.start()
    for country in CHAMPIONS:
        champion(place, country)
    well(place)
    registry = topic_of_service("registry")
    before = await ends_of(house.cluster, [registry])
    grown = {"ONEVOICE_PARTITIONS": "24"}

    running = place.run(*GROW)
    assert running.returncode == 1
    assert "registry is running; stop every process of it" in running.stderr
    place.stop()
    place.env["ONEVOICE_PARTITIONS"] = "18"
    assert "24, 36, 48 or another multiple is right" in place.run(*GROW).stderr
    place.env |= grown
    refused(place, "has 12 partitions and ONEVOICE_PARTITIONS says 24")
    del place.env["ONEVOICE_PARTITIONS"]

    place.start("registry", "--role", "api", "--role", "relay")
    champion(place, "BGD")

    async def published() -> bool:
        return sum((await ends_of(house.cluster, [registry])).values()) > sum(before.values())

    await eventually(published)
    place.stop()
    place.env |= grown
    unread = place.run(*GROW)
    assert unread.returncode == 1
    assert "has 1 records of onevoice.registry.v1 to read" in unread.stderr
    del place.env["ONEVOICE_PARTITIONS"]

    place.start()
    well(place)

    place.env |= grown  # of the next process and of the shell, not of the one that runs
    place.follow("More partitions")
    for country in (*CHAMPIONS, "BGD"):
        post(place, f"/registry/api/champions/{country}/activate", {"on": "2020-06"})
    well(place)
    ends = await ends_of(Cluster(house.kafka.url, partitions=24), [registry])
    assert any(end for (_, partition), end in ends.items() if partition >= 12)
    assert place.run("parked", "list").stdout.startswith("0 parked")
    rebuilt = place.run("rebuild", "registry", "champions")
    assert rebuilt.returncode == 0, rebuilt.stderr
    well(place)
    place.stop()
