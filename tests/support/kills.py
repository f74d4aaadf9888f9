"""Kills at random over nine processes and both engines, under clients that keep a ledger: ``make faults``.

    python -m tests.support.kills [--kills 72] [--seed N]    writes the counts to docs/faults.md

The seed says who is killed, how and in what order, and what the clients say; moments are those of the machine.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from deploy.local.issuer import LocalIssuer
from onevoice.remedies.verify import Findings, Verify
from onevoice.services import SERVICES
from shared.auth import Role
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import connect
from tests.support.eventually import eventually
from tests.support.inputs_api import opened
from tests.support.ledger import CONFIRM, Client, Ledger, author, mails, secretariat
from tests.support.nine import Nine, nine

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "faults.md"
SUBSCRIBERS: Final = tuple(f"desk-{number}@missions.example" for number in range(4))
SETTLE: Final = 300.0
"""Seconds in which everything must have come to rest after the last kill: a bound, not a measure."""
ASKED_AGAIN: Final = 300
POINTS: Final = {
    "api": ("handle.after_append",),
    "relay": ("relay.after_send", "relay.after_mark", "project.after_write"),
    "react": ("react.after_command", "deliver.after_send", "deliver.before_send", "fanout.after_chunk"),
}
"""Crash points of each kind of process."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to: how often each was killed, and what was acknowledged, found and repeated."""

    seed: int
    killed: Counter[str]
    counts: Counter[str]
    findings: Findings


async def run(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill so often, let it come to rest, and hold everything against the ledger. Raises AssertionError."""
    print(f"ONEVOICE_SEED={seed}", flush=True)  # noqa: T201 - to do it again
    async with nine(folder) as house:
        ledger, killed = Ledger(), Counter[str]()
        token = LocalIssuer(house.settings).token(Role.SECRETARIAT)
        call = await _prepared(house, token)
        clients = [Client(ledger, seed + number) for number in range(4)]
        work = [
            secretariat(clients[0], house, token, f"a{seed}"),
            secretariat(clients[1], house, token, f"b{seed}"),
            author(clients[2], house, call, f"c{seed}"),
            author(clients[3], house, call, f"d{seed}"),
        ]
        tasks = [asyncio.create_task(one) for one in work]
        try:
            chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
            for _ in range(kills):
                killed[await _kill(house, chance)] += 1
                for task in tasks:
                    if task.done():
                        task.result()
            await house.ready()
            for client in clients:
                client.ending = True
            await asyncio.gather(*tasks)
            findings = await _agreed(house, ledger)
            await _asked_again(clients[0], ledger, chance)
            counts = await _counted(house, ledger)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for client in clients:
                await client.close()
        return Outcome(seed, killed, counts, findings)


async def _prepared(house: Nine, token: str) -> str:
    """Subscribers who have confirmed, and a call that is open; its key."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30, trust_env=False) as http:
        for address in SUBSCRIBERS:
            body = {
                "address": address,
                "kind": "person",
                "language": "en",
                "interests": [{"topic": "briefings"}],
            }
            assert (await http.post("/notifications/api/subscriptions", json=body)).is_success

            link = await eventually(partial(_link, house, address), 120)
            confirmed = await http.post(link or "", follow_redirects=True)
            assert confirmed.is_success, confirmed.text
        http.headers["Authorization"] = f"Bearer {token}"
        return await opened(http)


async def _link(house: Nine, to: str) -> str | None:
    """The link that confirms, of the newest mail to an address."""
    found = [CONFIRM.search(mail.text) for mail in mails(house.office) if mail.to == to]
    return found[-1][0] if found and found[-1] else None


async def _kill(house: Nine, chance: random.Random) -> str:
    """Do harm to one of them, and bring it back; what was done to whom."""
    await asyncio.sleep(chance.uniform(0.2, 2.0))  # what is random here is the point
    how = chance.choice(["process"] * 6 + ["point"] * 3 + ["pause"] * 2 + ["kafka", "mongo"])
    if how in {"kafka", "mongo"}:
        engine = house.kafka if how == "kafka" else house.mongo
        await asyncio.to_thread(engine.kill)
        await asyncio.sleep(chance.uniform(0.0, 3.0))
        await asyncio.to_thread(engine.start)
        return how
    name = chance.choice(sorted(house.processes))
    process = house.processes[name]
    kind = name.rpartition(" ")[2]
    if how == "pause":
        process.pause()
        await asyncio.sleep(chance.uniform(0.5, 9.0))  # longer than a session, now and then
        process.resume()
        return f"{kind}, paused"
    await asyncio.to_thread(process.kill)
    await asyncio.sleep(chance.uniform(0.0, 1.0))
    if how == "point":
        process.start(ONEVOICE_CRASH_AT=f"{chance.choice(POINTS[kind])}#{chance.randint(1, 3)}")
        with contextlib.suppress(Exception):
            await asyncio.to_thread(process.wait, 6)
        await asyncio.to_thread(process.kill)
        kind = f"{kind}, at a point"
    process.start()
    return kind


async def _agreed(house: Nine, ledger: Ledger) -> Findings:
    """Store, topics and views agree, and every mail that must come has."""
    server = connect(house.settings.mongo)

    async def verified() -> Findings | None:
        found = await Verify(house.settings, server, list(SERVICES.values()), None).run(SETTLE)
        assert not found.wrong, found.wrong[:10]
        return found if found.good else None

    findings = await eventually(verified, SETTLE)
    assert findings

    async def all_mailed() -> bool:
        return not _missing(house, ledger)

    with contextlib.suppress(AssertionError):
        await eventually(all_mailed, SETTLE)
    assert _missing(house, ledger) == []
    server.close()
    return findings


def _missing(house: Nine, ledger: Ledger) -> list[tuple[str, str]]:
    """Mails that must come and have not: of each briefing to each subscriber, and a letter for each address."""
    come = {(mail.to, mail.subject) for mail in mails(house.office)}
    due = [(to, f"Briefing {name} was held on 4 March 2020") for name in ledger.held for to in SUBSCRIBERS]
    letters = {to for to, _ in come}
    return [one for one in due if one not in come] + [(to, "") for to in ledger.letters if to not in letters]


async def _asked_again(client: Client, ledger: Ledger, chance: random.Random) -> None:
    """What was acknowledged is answered as it was."""
    for said in chance.sample(ledger.said, min(ASKED_AGAIN, len(ledger.said))):
        await client.again(said)
        ledger.counts["answers that were the same at the end"] += 1


async def _counted(house: Nine, ledger: Ledger) -> Counter[str]:
    """Everything acknowledged is there once, and nothing else; what was mailed more than once."""
    server = connect(house.settings.mongo)
    stores = {name: MongoEventStore(server.database(house.settings.database(name))) for name in SERVICES}
    received: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    evidence: Counter[str] = Counter()
    events = 0
    async for append in stores["consultations"].history():
        for event in append.events:
            events += 1
            received[append.stream] += event.type.startswith("onevoice.consultations.input-received")
            if event.type.startswith("onevoice.consultations.outcome-recorded"):
                outcomes[event.data.decode().split('"key":"')[1].split('"')[0]] += 1
    async for append in stores["registry"].history():
        for event in append.events:
            events += 1
            if b'"outcome":"' in event.data:
                evidence[event.data.decode().split('"outcome":"')[1].split('"')[0]] += 1
    server.close()
    assert Counter(ledger.inputs) == +received
    assert Counter(ledger.outcomes) == outcomes
    assert outcomes == evidence
    ids: dict[tuple[str, str], Counter[str]] = {}
    for mail in mails(house.office):
        ids.setdefault((mail.to, mail.subject), Counter())[mail.id] += 1
    assert {key: len(found) for key, found in ids.items() if len(found) > 1} == {}
    repeats = sum(sum(found.values()) - 1 for found in ids.values())
    ledger.counts.update(
        {
            "briefings held": len(ledger.held),
            "outcomes recorded, each with its effect in the registry": len(ledger.outcomes),
            "inputs received, each with its receipt": len(ledger.inputs),
            "events in the stores, each once on its topic in order": events,
            "mails that had to come, and came": len(ids),
            "mails that came more than once, under the same Message-ID": repeats,
        }
    )
    return ledger.counts


def document(outcome: Outcome, kills: int, seconds: float) -> str:
    """The run, for readers."""
    lines = [
        "# Faults",
        "",
        "Written by `make faults`: three services in nine processes, a Kafka and a MongoDB, killed with kill -9 at",
        "random moments and at crash points, or paused, and brought back, while four clients keep a ledger of every",
        "answer that was acknowledged. At the end `onevoice verify` agrees, every acknowledged answer is there once,",
        "and is given again to who asks again. `make test` does a short form of it.",
        "",
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}: `make faults SEED={outcome.seed} KILLS={kills}`, {seconds:.0f} s.",
        "",
        "| killed | times |",
        "|---|---|",
        *(f"| {name} | {times} |" for name, times in sorted(outcome.killed.items())),
        "",
        "| counted | number |",
        "|---|---|",
        "| lost | 0 |",
        *(f"| {name} | {number} |" for name, number in sorted(outcome.counts.items())),
        f"| streams that `verify` found in order | {outcome.findings.streams} |",
        f"| views and reactions that agree with them | {outcome.findings.views} |",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run, and write what came of it."""
    words = argparse.ArgumentParser(prog="make faults")
    words.add_argument("--kills", type=int, default=72)
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        loop = asyncio.new_event_loop()
        began = loop.time()
        outcome = loop.run_until_complete(run(Path(folder), asked.kills, asked.seed))
        seconds = loop.time() - began
    DOCUMENT.write_text(document(outcome, asked.kills, seconds))
    print(f"nothing lost; see {DOCUMENT.relative_to(DOCUMENT.parents[1])}")  # noqa: T201 - said to who ran it
    return 0


if __name__ == "__main__":
    sys.exit(main())
