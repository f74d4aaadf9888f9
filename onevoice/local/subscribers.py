"""The subscribers of the local run: three who sign up as people do, and what each was sent.

They ask through the public route, read the mail in the mailbox, follow its link and press its button. What
they must be told then is a finite list, made from the record and from what they follow.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import httpx

from onevoice.record.format import BriefingRecord
from onevoice.sorry import Sorry
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.outcomes import AcceptedChampion, SecondmentAcknowledged
from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import Topic
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import BriefingOutcome
from shared.contracts.registry.secondments import SecondmentAnnounced, SecondmentStarted, secondment_key
from shared.contracts.sentences import told_whole
from shared.contracts.telling import Facts
from shared.i18n.speaker import sentence
from shared.i18n.speech import Written, speech
from shared.values import PartialDate

_LOOK: Final = 0.1
_PATIENCE: Final = 60.0
_CONFIRM: Final = "/notifications/confirm/"


class SignUpFailed(Sorry):
    """A subscriber could not be signed up; the message says at which step."""


@dataclass(frozen=True)
class Subscriber:
    """Who signs up, and for what."""

    name: str
    address: str
    kind: str
    topics: tuple[Topic, ...]
    language: Written = "en"


SUBSCRIBERS: Final = (
    Subscriber(
        "mission of Portugal", "mission.portugal@example.org", "shared_mailbox", ("briefings", "champions")
    ),
    Subscriber(
        "a regional network", "network.africa@example.org", "shared_mailbox", ("briefings", "networks")
    ),
    Subscriber(
        "a civil-society organisation",
        "societe.civile@example.org",
        "person",
        ("briefings", "champions", "networks", "secondments"),
        "fr",
    ),
)


@dataclass(frozen=True)
class Mails:
    """What one of them was sent, by subject; ``new`` of them in this run, ``missing`` of those expected."""

    subscriber: Subscriber
    subjects: tuple[str, ...]
    new: int
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "to": self.subscriber.address,
            "subjects": list(self.subjects),
            "new": self.new,
            "missing": list(self.missing),
        }

    def lines(self) -> Iterator[str]:
        """For a person."""
        one = self.subscriber
        language = " in French" if one.language == "fr" else ""
        told = f"{len(self.subjects)} mails, {self.new or 'none'} of them new"
        yield f"{one.name} follows {', '.join(one.topics)}{language}: {told}"
        yield from (f"    {subject}" for subject in self.subjects)
        yield from (f"    MISSING  {subject}" for subject in self.missing)


def browser(url: str) -> httpx.AsyncClient:
    """What a subscriber reads mails and opens links with: nobody is signed in."""
    # A connection for each request: one that is kept may be closed by the server just as it is taken again.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, limits=limits)


class Inboxes:
    """The subscribers at their mailboxes."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._fresh: set[str] = set()
        self._before: dict[str, int] = {}

    async def sign_up(self) -> None:
        """Sign all of them up; who is signed up already stays so. Raises ``SignUpFailed``."""
        await asyncio.gather(*(self._sign_up(one) for one in SUBSCRIBERS))

    async def _sign_up(self, one: Subscriber) -> None:
        body = {
            "address": one.address,
            "kind": one.kind,
            "language": one.language,
            "interests": [{"topic": topic} for topic in one.topics],
        }
        asked = await self._client.post("/notifications/api/subscriptions", json=body)
        if asked.is_error:
            raise SignUpFailed(f"{one.name} could not subscribe: {asked.text[:300]}")
        link = await self._until(
            lambda: self._link(one), f"{one.name} was sent no mail with a link that confirms"
        )
        page = await self._client.get(link)
        if "<form" in page.text:
            done = await self._client.post(link, follow_redirects=True)
            if done.is_error:
                raise SignUpFailed(f"{one.name} could not confirm: {done.status_code} from {link}")
            self._fresh.add(one.address)
        self._before[one.address] = len(await self._subjects(one))

    async def received(self, record: BriefingRecord, *, anything_sent: bool) -> list[Mails]:
        """What each was sent, once everything expected has come or the patience is over.

        Nothing is expected by who subscribed just now when nothing was recorded after that.
        """
        deadline = time.monotonic() + _PATIENCE
        while True:
            found = [await self._mails(one, record, anything_sent=anything_sent) for one in SUBSCRIBERS]
            if not any(one.missing for one in found) or time.monotonic() > deadline:
                return found
            await asyncio.sleep(_LOOK)

    async def _mails(self, one: Subscriber, record: BriefingRecord, *, anything_sent: bool) -> Mails:
        subjects = await self._subjects(one)
        due = expected(record, one) if anything_sent or one.address not in self._fresh else []
        missing = Counter(due) - Counter(subjects)
        return Mails(
            one, tuple(subjects), len(subjects) - self._before[one.address], tuple(missing.elements())
        )

    async def _messages(self, one: Subscriber) -> list[dict[str, Any]]:
        found = await self._client.get("/mailbox/api/messages", params={"to": one.address})
        messages: list[dict[str, Any]] = found.raise_for_status().json()["messages"]
        return messages

    async def _subjects(self, one: Subscriber) -> list[str]:
        return [m["subject"] for m in await self._messages(one) if not _confirming(m)]

    async def _link(self, one: Subscriber) -> str | None:
        """The newest link that confirms."""
        links = [link for m in await self._messages(one) for link in _confirming(m)]
        return links[-1] if links else None

    async def _until(self, look: Callable[[], Awaitable[str | None]], failure: str) -> str:
        deadline = time.monotonic() + _PATIENCE
        while not (found := await look()):
            if time.monotonic() > deadline:
                raise SignUpFailed(f"{failure}; the mailbox is at {self._client.base_url}mailbox")
            await asyncio.sleep(_LOOK)
        return found


def _confirming(message: dict[str, Any]) -> list[str]:
    return [link for link in message["links"] if _CONFIRM in link]


def expected(record: BriefingRecord, one: Subscriber) -> list[str]:
    """The subjects of every mail that loading the record must cause for this subscriber."""
    language, briefing = speech(one.language), f"briefing-{record.key}"
    known: Facts = {"title": record.title}
    told = [told_whole(briefing, event, known) for event in _of_briefing(record) if "briefings" in one.topics]
    told += [
        told_whole(stream, event) for topic, stream, event in _of_outcomes(record) if topic in one.topics
    ]
    return [sentence(of, language) for of in told]


def _of_outcomes(record: BriefingRecord) -> Iterator[tuple[Topic, str, Event]]:
    """What the outcomes bring about that is worth a notice, in a record that says nothing twice."""
    for entry in record.outcomes:
        if entry.withdrawn or not record.holding:
            continue
        day, by = record.holding.when.date, BriefingOutcome(briefing=record.key, outcome=entry.key)
        match entry.content:
            case AcceptedChampion(country=country, since=since):
                on = since or PartialDate.month_of(day)
                yield (
                    "champions",
                    f"champion-{country}",
                    ChampionAccepted(country=country, evidence=by, since=on, announced_on=day),
                )
            case SecondmentAcknowledged(agency=agency, to=to, state="impending" | "in_post" as state):
                kind = SecondmentAnnounced if state == "impending" else SecondmentStarted
                said = {"agency": agency, "to": to, "post": None, "status": state, "on": None}
                event = kind.model_validate({**said, "announced_on": day, "evidence": by})
                yield "secondments", f"secondment-{secondment_key(agency, to)}", event


def _of_briefing(record: BriefingRecord) -> Iterator[b.BriefingEvent]:
    title, days = record.title, [day for day, _ in record.schedule]
    if days:
        yield b.BriefingScheduled(title=title, when=days[0].when, place=days[0].place)
    for before, day in pairwise(days):
        yield b.BriefingMoved(when=day.when, place=day.place, reason=None, before=before.when)
    if record.cancelled and days and not record.holding:
        yield b.BriefingCancelled(reason=None)
    if record.holding:
        yield b.BriefingHeld(title=title, when=record.holding.when, place=record.holding.place)
        if record.is_summarised:
            yield b.BriefingSummarised()
