"""What a loaded briefing brought about: a finite list of effects, each looked for where a person would see it.

An effect that crossed services also says by which record: topic, partition and offset, read back by a
consumer that belongs to no service.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onevoice.api import Api
from onevoice.record.format import BriefingRecord
from shared.contracts.catalogue import service_of
from shared.contracts.consultations.outcomes import AcceptedChampion, StructureInProgress
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Malformed, incoming
from shared.kafka.topics import topic_of_service
from shared.values import country_name

Answers = dict[str, Any]
_LOOK = 0.1


@dataclass(frozen=True)
class Effect:
    """One thing to be seen: the sentence, the address, and how to tell.

    ``find`` takes the JSON of every address and gives None while the effect is not there, True once it is,
    or the (stream, version) of the event by which it crossed services. ``told`` words what was found.
    """

    what: str
    address: str
    find: Callable[[Answers], tuple[str, int] | bool | None]
    told: Callable[[Answers], str] | None = None
    by: tuple[str, int] | None = None
    record: str | None = None
    seen: bool = False


def expected(record: BriefingRecord) -> list[Effect]:
    """Everything that loading this record must bring about."""
    briefing = f"/consultations/api/briefings/{record.key}"
    return [
        *_of_briefing(record, briefing),
        *(
            effect
            for entry in record.outcomes
            if not entry.withdrawn
            for effect in _of_outcome(record, entry, briefing)
        ),
        *_of_home(record, briefing),
    ]


def _of_briefing(record: BriefingRecord, at: str) -> Iterator[Effect]:
    def counted(part: str, wanted: int) -> Callable[[Answers], bool | None]:
        return lambda seen: sum(not item["withdrawn"] for item in seen[at][part]) == wanted or None

    status = "held" if record.held_on else "cancelled" if record.cancelled else "scheduled"
    good = {"held", "summarised"} if record.held_on else {status}
    day = record.held_on or (record.schedule[-1][0] if record.schedule else None)
    yield Effect(
        f"briefing {status}, {day.date if day else ''}: {record.title}",
        at,
        lambda seen: seen[at]["status"] in good or None,
    )
    if record.attendance:
        total = record.attendance.total
        yield Effect(
            f"attendance recorded: {total}",
            at,
            lambda seen: (seen[at]["attendance"] or {}).get("total") == total or None,
        )
    for part, noun in (
        ("documents", "documents recorded"),
        ("issues_raised", "issues raised"),
        ("outcomes", "outcomes recorded"),
    ):
        wanted = sum(not entry.withdrawn for entry in getattr(record, part))
        if wanted:
            yield Effect(f"{wanted} {noun}", at, counted(part, wanted))
    if record.is_summarised:
        yield Effect("summary published", at, lambda seen: seen[at]["status"] == "summarised" or None)


def _of_outcome(record: BriefingRecord, entry: Any, at: str) -> Iterator[Effect]:
    outcome, key = entry.content, entry.key

    def outcome_of(seen: Answers) -> dict[str, Any]:
        return next((item for item in seen[at]["outcomes"] if item["key"] == key), {"became": {}})

    def answered(seen: Answers) -> tuple[str, int] | None:
        became = outcome_of(seen)["became"]
        settled = became.get("state") in {"accepted", "establishing", "refused"}
        return (became["stream"], became["version"]) if settled else None

    match outcome:
        case AcceptedChampion(country=country):
            entry_at = f"/registry/api/champions/{country}"

            def accepted(seen: Answers) -> tuple[str, int] | None:
                evidence = {
                    change["evidence"]: change for change in (seen[entry_at] or {}).get("history", ())
                }
                change = evidence.get(f"briefing:{record.key}#{key}")
                return (f"champion-{country}", change["version"]) if change else answered(seen)

            def entry(seen: Answers) -> str:
                found = seen[entry_at]
                since = f"since {found['since']}, announced on {found['announced_on']}"
                return f"outcome {key}: {country_name(country)} is {found['status']} as champion country, {since}"

            def fate(seen: Answers) -> str:
                became = outcome_of(seen)["became"]
                reason = f": {became['reason']}" if became["state"] == "refused" else ""
                return f"outcome {key}: the briefing shows it as {became['state']}{reason}"

            yield Effect(f"outcome {key}: {country_name(country)} in the registry", entry_at, accepted, entry)
            yield Effect(f"outcome {key}: the briefing shows what became of it", at, answered, fate)
        case StructureInProgress(network=None, level=level):
            tree = "/registry/api/networks"

            def in_progress(seen: Answers) -> tuple[str, int] | None:
                said = seen[tree][level]["in_progress"]
                return next(
                    (
                        (f"briefing-{record.key}", s["version"])
                        for s in said
                        if (s["briefing"], s["outcome"]) == (record.key, key)
                    ),
                    None,
                )

            yield Effect(
                f"outcome {key}: registry shows structures in progress, {level} level", tree, in_progress
            )
        case StructureInProgress(network=network):
            yield Effect(f"outcome {key}: registry answers for the network {network}", at, answered)
        case _:
            yield Effect(
                f"outcome {key}: noted",
                at,
                lambda seen: outcome_of(seen)["became"].get("state") == "noted" or None,
            )


def _of_home(record: BriefingRecord, briefing: str) -> Iterator[Effect]:
    """The home page has come as far as the briefing, and as far as each champion it answers for."""

    def told(seen: Answers) -> tuple[str, int] | None:
        return (f"briefing-{record.key}", seen[briefing]["version"]) if seen[briefing] else None

    yield Effect("home has the briefing's news", "/notifications/api/home", told)
    for entry in record.outcomes:
        if isinstance(entry.content, AcceptedChampion) and not entry.withdrawn:
            country = entry.content.country

            def told_of(seen: Answers, country: str = country) -> tuple[str, int] | None:
                found = seen[f"/registry/api/champions/{country}"]
                return (f"champion-{country}", found["version"]) if found else None

            yield Effect(f"home has the news of {country_name(country)}", "/notifications/api/home", told_of)


class Report:
    """Looks for effects until all are seen or the patience is over."""

    def __init__(self, api: Api, cluster: Cluster, patience: float = 60.0) -> None:
        self._api = api
        self._cluster = cluster
        self._patience = patience

    async def run(self, record: BriefingRecord) -> list[Effect]:
        """Every expected effect, seen or not, with the record it crossed by."""
        deadline = time.monotonic() + self._patience
        effects = expected(record)
        while True:
            effects = await self._look(effects)
            if all(effect.seen for effect in effects) or time.monotonic() > deadline:
                return await self._places(effects)
            await asyncio.sleep(_LOOK)

    async def _look(self, effects: Sequence[Effect]) -> list[Effect]:
        addresses = dict.fromkeys(effect.address for effect in effects)
        answers: Answers = {}
        for address in addresses:
            found = await self._api.get(address)
            answers[address] = found.json() if found else None
        return [await self._judge(effect, answers) for effect in effects]

    async def _judge(self, effect: Effect, answers: Answers) -> Effect:
        if answers[effect.address] is None or effect.seen:
            return effect
        try:
            found = effect.find(answers)
        except (KeyError, TypeError):  # another address has nothing yet
            return effect
        if found is None:
            return effect
        by = found if isinstance(found, tuple) else None
        if (
            effect.address.endswith("/home")
            and by
            and not await self._api.get(effect.address, f"{by[0]}@{by[1]}")
        ):
            return effect
        what = effect.told(answers) if effect.told else effect.what
        return replace(effect, seen=True, by=by, what=what)

    async def _places(self, effects: Sequence[Effect]) -> list[Effect]:
        """Read the topics back, and say where each crossing stands."""
        wanted = {effect.by for effect in effects if effect.by}
        topics = sorted({topic_of_service(service_of(stream.partition("-")[0])) for stream, _ in wanted})
        places: dict[tuple[str, int], str] = {}
        async for batch in read_until(self._cluster, await ends_of(self._cluster, topics) if topics else {}):
            for record in batch:
                try:
                    known = incoming(record)
                except Malformed:
                    continue
                if (known.stream, known.version) in wanted:
                    place = f"{record.topic}[{record.partition}]@{record.offset}"
                    places.setdefault((known.stream, known.version), place)
        return [
            replace(e, record=places.get(e.by), seen=e.seen and e.by in places) if e.by else e
            for e in effects
        ]
