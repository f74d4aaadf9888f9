"""What loading a briefing's record must bring about: a finite list, each looked for where a person sees it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from onevoice.record.entries import OutcomeEntry
from onevoice.record.format import BriefingRecord
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    ConsultationsPlanned,
    Outcome,
    ReportLaunchPlanned,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.names import item_key
from shared.contracts.registry.secondments import secondment_key, secondment_name
from shared.values import country_name

Answers = dict[str, Any]
Found = tuple[str, int] | bool | None
Find = Callable[[Answers], Found]
Refusal = Callable[[Answers], str | None]
HOME = "/notifications/api/home"
_BEGUN: Final = {
    "informal_consultations_planned": "a call for input is drafted",
    "sg_report_launch_planned": "the cycle of the report is open",
}
"""What an outcome begins in consultations, where it is answered."""


@dataclass(frozen=True)
class Effect:
    """One thing to be seen: the sentence, the address, and how to tell.

    ``find`` takes the JSON of every address and gives None while the effect is not there, True once it is,
    or the (stream, version) of the event by which it crossed services. ``told`` words what was found, and
    ``refusal`` says why nothing came of it: it is then seen, and ``refused``.
    """

    what: str
    address: str
    find: Find
    told: Callable[[Answers], str] | None = None
    refusal: Refusal = lambda _: None
    by: tuple[str, int] | None = None
    record: str | None = None
    seen: bool = False
    refused: str | None = None

    @property
    def good(self) -> bool:
        """Whether it came about."""
        return self.seen and self.refused is None

    def line(self, url: str) -> str:
        """One line: what became of it, where it is seen, and the record by which it crossed services."""
        fate = "seen" if self.good else "REFUSED" if self.refused else "MISSING"
        why = f": {self.refused}" if self.refused else ""
        crossed = f"  by {self.record}" if self.record else ""
        return f"{fate}  {self.what}{why}  {url}{self.address}{crossed}"


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
    for entry in record.issues_raised:
        if not entry.withdrawn:
            place = f"/consultations/api/issues/{item_key(record.key, entry.key)}"
            yield Effect(f"issue {entry.key}: can be answered", place, _there(place))
    if record.is_summarised:
        yield Effect("summary published", at, lambda seen: seen[at]["status"] == "summarised" or None)


def _there(place: str) -> Find:
    return lambda seen: bool(seen[place]) or None


@dataclass(frozen=True)
class Entry:
    """Where the registry keeps what an outcome brought about, and how it is called in a sentence."""

    stream: str
    at: str
    name: str


def _entry(outcome: Outcome) -> Entry | None:
    """The one that the outcome changes by itself; None where it changes none."""
    match outcome:
        case AcceptedChampion(country=country):
            return Entry(f"champion-{country}", f"/registry/api/champions/{country}", country_name(country))
        case SecondmentAcknowledged(agency=agency, to=to, state=str()):
            key = secondment_key(agency, to)
            name = secondment_name(agency, to)
            return Entry(f"secondment-{key}", f"/registry/api/secondments/{key}", name)
    return None


def _of_outcome(record: BriefingRecord, said: OutcomeEntry, at: str) -> Iterator[Effect]:
    outcome, key = said.content, said.key

    def became(seen: Answers) -> dict[str, Any]:
        found: dict[str, Any]
        found = next((item["became"] for item in seen[at]["outcomes"] if item["key"] == key), {})
        return found

    def answered(seen: Answers) -> tuple[str, int] | None:
        found = became(seen)
        settled = found.get("state") not in {None, "pending", "noted", "withdrawn"}
        return (found["stream"], found["version"]) if settled else None

    def refusal(seen: Answers) -> str | None:
        found = became(seen)
        return str(found["reason"]) if found.get("state") == "refused" else None

    entry = _entry(outcome)
    if entry:
        yield from _in_registry(f"outcome {key}", f"briefing:{record.key}#{key}", entry, answered, refusal)

        def fate(seen: Answers) -> str:
            return f"outcome {key}: the briefing shows it as {became(seen)['state'].replace('_', ' ')}"

        yield Effect(f"outcome {key}: the briefing shows what became of it", at, answered, fate, refusal)
        return
    match outcome:
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
            what = f"outcome {key}: registry answers for the network {network}"
            yield Effect(what, at, answered, refusal=refusal)
        case ConsultationsPlanned() | ReportLaunchPlanned():
            begun = _BEGUN[outcome.kind]
            yield Effect(f"outcome {key}: {begun}", at, answered, refusal=refusal)
        case _:
            yield Effect(
                f"outcome {key}: noted", at, lambda seen: became(seen).get("state") == "noted" or None
            )


def _in_registry(
    what: str, evidence: str, entry: Entry, answered: Find, refusal: Refusal
) -> Iterator[Effect]:
    def rests(seen: Answers) -> dict[str, Any] | None:
        changes: dict[str, dict[str, Any]]
        changes = {change["evidence"]: change for change in (seen[entry.at] or {}).get("history", ())}
        return changes.get(evidence)

    def recorded(seen: Answers) -> Found:
        change = rests(seen)
        return (entry.stream, change["version"]) if change else answered(seen)

    def told(seen: Answers) -> str:
        change = rests(seen)
        said = change["said"]["text"] if change else f"{entry.name} is in the registry"
        return f"{what}: {said}, announced on {seen[entry.at]['announced_on']}"

    yield Effect(f"{what}: {entry.name} in the registry", entry.at, recorded, told, refusal)


def _of_home(record: BriefingRecord, briefing: str) -> Iterator[Effect]:
    """The home page has come as far as the briefing, and as far as each entry it answers for."""

    def told(seen: Answers) -> tuple[str, int] | None:
        return (f"briefing-{record.key}", seen[briefing]["version"]) if seen[briefing] else None

    yield Effect("home has the briefing's news", HOME, told)
    for said in record.outcomes:
        entry = None if said.withdrawn else _entry(said.content)
        if entry:

            def told_of(seen: Answers, entry: Entry = entry) -> tuple[str, int] | None:
                found = seen[entry.at]
                return (entry.stream, found["version"]) if found else None

            yield Effect(f"home has the news of {entry.name}", HOME, told_of)
