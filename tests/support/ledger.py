"""Clients that keep a ledger of every acknowledged answer, whatever is killed meanwhile."""

import asyncio
import random
import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import httpx

from tests.support.inputs_api import BODY
from tests.support.mailserver import Office
from tests.support.nine import Nine

COUNTRIES = ("PRT", "SLV", "MEX", "KEN", "THA", "MAR")
AGAIN = {429, 502, 503}
PAUSE = 0.2
"""Seconds between one client's requests: what is proved is what they are answered, not how fast."""
CONFIRM = re.compile(r"http\S+/notifications/confirm/\S+")


@dataclass(frozen=True)
class Said:
    """A request that was answered with success, and what of the answer must never change."""

    url: str
    body: dict[str, Any]
    headers: dict[str, str]
    answer: tuple[Any, ...]


@dataclass
class Ledger:
    """Everything that was acknowledged, by kind; how often it had to be asked, and was asked again."""

    held: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Client:
    """Asks until it is answered; fails for any answer that is neither success nor *again*."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self.chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.ending = False
        self._http = httpx.AsyncClient(timeout=20, trust_env=False)

    async def say(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        """The answer's body; now and then asked twice."""
        answer, found = await self._insist(url, body, headers)
        self.ledger.said.append(Said(url, body, headers, answer))
        if self.chance.random() < 0.2:
            self.ledger.counts["asked twice"] += 1
            self._same(url, answer, (await self._insist(url, body, headers))[0])
        await asyncio.sleep(PAUSE)
        return found

    async def again(self, said: Said) -> None:
        """What was said is answered as it was."""
        self._same(said.url, said.answer, (await self._insist(said.url, said.body, said.headers))[0])

    def _same(self, url: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
        assert before == after, f"{url} was answered {before}, and then {after}"

    async def _insist(
        self, url: str, body: dict[str, Any], headers: dict[str, str]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        while True:
            try:
                answer = await self._http.post(url, json=body, headers=headers)
            except httpx.TransportError:
                self.ledger.counts["not answered"] += 1
                await asyncio.sleep(PAUSE)
                continue
            if answer.status_code in AGAIN:
                assert "stream-frozen" not in answer.text, answer.text
                self.ledger.counts["answered: later"] += 1
                await asyncio.sleep(PAUSE)
                continue
            assert answer.is_success, f"{answer.status_code} {url}: {answer.text}"
            found: dict[str, Any] = answer.json()
            return (answer.status_code, found["stream"], found["version"], found.get("receipt")), found

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.aclose()


async def secretariat(client: Client, nine: Nine, token: str, name: str) -> None:
    """Holds briefing after briefing, each with some outcomes, until told to end."""
    number = 0
    while not client.ending:
        number += 1
        key = f"{name}-{number}"
        path = f"{nine.at('consultations')}/consultations/api/briefings/{key}"
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{key}-hold"}
        held = {"title": f"Briefing {key}", "when": {"date": "2020-03-04"}}
        await client.say(f"{path}/hold", held, headers)
        client.ledger.held.append(key)
        for place in range(client.chance.randint(1, 6)):
            outcome = {"kind": "champion_accepted", "country": client.chance.choice(COUNTRIES)}
            told = headers | {"Idempotency-Key": f"{key}-{place}"}
            await client.say(f"{path}/outcomes/{key}_{place}/record", {"outcome": outcome}, told)
            client.ledger.outcomes.append(f"{key}_{place}")


async def author(client: Client, nine: Nine, call: str, name: str) -> None:
    """Sends input after input, some with an address for the receipt, until told to end."""
    number = 0
    url = f"{nine.at('consultations')}/consultations/api/calls/{call}/inputs"
    while not client.ending:
        number += 1
        address = f"{name}-{number}@authors.example" if client.chance.random() < 0.3 else None
        body = {**BODY, "answers": {"progress": f"words {number} of {name}"}}
        key = uuid.UUID(int=client.chance.getrandbits(128), version=4)
        found = await client.say(
            url, {**body, "address": address} if address else body, {"Idempotency-Key": str(key)}
        )
        client.ledger.inputs.append(str(found["stream"]))
        if address:
            client.ledger.letters.append(address)


@dataclass(frozen=True)
class Mail:
    """A mail as it was taken."""

    to: str
    subject: str
    id: str
    text: str


def mails(office: Office) -> list[Mail]:
    """Everything that the mail server has taken."""
    found = []
    for envelope in office.taken:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        part = message.get_body(("plain",))
        text = part.get_content() if part else ""
        found.append(Mail(envelope.rcpt_tos[0], str(message["Subject"]), str(message["Message-ID"]), text))
    return found
