"""The role ``deliver`` in a process of its own: ``python -m tests.support.deliver_process``."""

import argparse
import asyncio

from services.notifications.deliveries.sending.worker import Deliver
from shared.mongo import connect
from tests.support.child import Child
from tests.support.crowd import room_of
from tests.support.mailserver import mail_to
from tests.support.senders import LEASE


class DeliverProcess(Child):
    """One such process."""

    def __init__(self, mongo: str, database: str, smtp: int, crash_at: str = "") -> None:
        words = ["--mongo", mongo, "--database", database, "--smtp", str(smtp)]
        super().__init__("tests.support.deliver_process", *words, crash_at=crash_at)


async def _main() -> None:
    words = argparse.ArgumentParser()
    for name in ("--mongo", "--database"):
        words.add_argument(name, required=True)
    words.add_argument("--smtp", type=int, required=True)
    asked = words.parse_args()
    room = await room_of(connect(asked.mongo), asked.database, mail_to(asked.smtp, per_domain=8))
    await Deliver(room, LEASE).run()


if __name__ == "__main__":
    asyncio.run(_main())
