"""A relay in a process of its own, to be killed: ``python -m tests.support.relay_process``."""

import argparse
import asyncio

from shared.eventstore.mongo import MongoEventStore
from shared.kafka.cluster import Cluster
from shared.kafka.producer import Producer
from shared.mongo import Database, StoreClock, connect
from shared.relay.gate import Gate
from shared.relay.lease import Lease
from shared.relay.relay import Relay
from tests.support.child import Child


class Always:
    """A turn that is always one's own: what a relay believes whose lease ran out while it was paused."""

    async def take(self) -> bool:
        """Mine."""
        return True

    async def give_back(self) -> None:
        """Kept."""


def relay_of(cluster: Cluster, database: Database, service: str, *, leased: bool = True) -> Relay:
    """A relay as ``Running`` builds it; without a lease it runs beside any other."""
    turn = Lease(database, "relay", StoreClock(database)) if leased else Always()
    return Relay(service, MongoEventStore(database), Producer(cluster, service), turn)


class RelayProcess(Child):
    """One such process."""

    def __init__(
        self, cluster: Cluster, mongo: str, database: str, *, crash_at: str = "", leased: bool = True
    ) -> None:
        words = ["--kafka", cluster.servers, "--mongo", mongo, "--database", database]
        unleased = [] if leased else ["--unleased"]
        super().__init__("tests.support.relay_process", *words, *unleased, crash_at=crash_at)


async def _main() -> None:
    words = argparse.ArgumentParser()
    for name in ("--kafka", "--mongo", "--database"):
        words.add_argument(name, required=True)
    words.add_argument("--unleased", action="store_true")
    asked = words.parse_args()
    database = connect(asked.mongo).database(asked.database)
    gate = asyncio.create_task(
        Gate("registry", MongoEventStore(database), 10_000, StoreClock(database)).run()
    )
    await relay_of(Cluster(asked.kafka), database, "registry", leased=not asked.unleased).run()
    gate.cancel()


if __name__ == "__main__":
    asyncio.run(_main())
