"""What an event is worth saying on the home page, in one English sentence; most events say nothing there."""

from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    Outcome,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.envelope import Event
from shared.contracts.names import key_of
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.contracts.registry.secondments import secondment_name
from shared.values import country_name


def sentence(stream: str, event: Event, title: str | None = None) -> str | None:
    """The sentence for ``event``, or None. ``title`` is what the stream's thing is called so far."""
    kind = stream.partition("-")[0]
    if kind == "briefing":
        return _of_briefing(event, title or f"Briefing {key_of(stream)}")
    if kind == "champion":
        return _of_champion(event, country_name(key_of(stream)))
    if kind == "secondment":
        return _of_secondment(event)
    return _of_network(event, title or key_of(stream))


def _of_briefing(event: Event, title: str) -> str | None:  # noqa: PLR0911  one row for each event
    match event:
        case b.BriefingScheduled(title=new, when=when):
            return f"{new} is scheduled for {_day(when)}"
        case b.BriefingRetitled(title=new, before=old):
            return f"{old} is now called {new}"
        case b.BriefingMoved(when=when, before=before):
            return f"{title} is moved from {_day(before)} to {_day(when)}"
        case b.BriefingCancelled():
            return f"{title} is cancelled"
        case b.BriefingHeld(title=new, when=when):
            return f"{new} was held on {when.date}"
        case b.HoldingCorrected(title=new, when=when):
            return f"The record of {new} was corrected: it was held on {when.date}"
        case b.BriefingSummarised():
            return f"The summary of {title} is complete"
        case b.OutcomeCorrected(outcome=outcome, replaces=old):
            return f"An outcome of {title} was corrected: {_said(outcome)}" if outcome != old else None
        case b.OutcomeWithdrawn(outcome=outcome):
            return f"An outcome of {title} was withdrawn: {_said(outcome)}"
    return None


def _day(when: When) -> str:
    start = f", {when.start:%H:%M}" if when.start else ""
    return f"{when.date}{start}{f' ({when.time_zone})' if when.start and when.time_zone else ''}"


def _said(outcome: Outcome) -> str:
    match outcome:
        case AcceptedChampion(country=country):
            return f"{country_name(country)} as champion country"
        case StructureInProgress(level=level, network=network):
            return f"coordination structure in progress at {level} level{f' ({network})' if network else ''}"
        case SecondmentAcknowledged(agency=agency, to=to, state=state):
            return f"{secondment_name(agency, to)}{f' ({_words(state)})' if state else ''}"
    return outcome.kind.replace("_", " ")


def _of_champion(event: Event, name: str) -> str | None:  # noqa: PLR0911  one row for each event
    match event:
        case c.ChampionInvited(on=on):
            return f"{name} was invited to be a champion country ({on})"
        case c.ChampionAccepted(since=since):
            return f"{name} is a champion country since {since}"
        case c.EvidenceCorrected(since=since):
            return f"The record of {name} as champion country was corrected: since {since}"
        case c.AcceptanceUndone(reason=reason):
            return f"{name} is not recorded as champion country any more: {reason}"
        case c.ChampionActivated(on=on):
            return f"{name} is active as champion country since {on}"
        case c.ChampionWithdrawn(on=on):
            return f"{name} withdrew as champion country ({on})"
    return None


def _of_network(event: Event, title: str) -> str | None:
    match event:
        case n.NetworkPlanned(title=new):
            return f"{new} is planned"
        case n.EstablishmentStarted():
            return f"{title} is being set up"
        case n.EstablishmentRetracted(back_to_planned=True, reason=reason):
            return f"{title} is not recorded as being set up any more: {reason}"
        case n.NetworkEstablished(on=on):
            return f"{title} was established ({on})"
        case n.NetworkClosed(on=on):
            return f"{title} was closed ({on})"
    return None


def _of_secondment(event: Event) -> str | None:
    match event:
        case s.SecondmentAnnounced():
            return f"{_secondment(event)} is impending{_on(event)}"
        case s.SecondmentStarted():
            return f"{_secondment(event)} is in post{_on(event)}"
        case s.SecondmentEnded():
            return f"{_secondment(event)} ended{_on(event)}"
        case s.SecondmentEvidenceCorrected(status=status):
            return f"The record was corrected. {_secondment(event)}: {_words(status)}{_on(event)}"
        case s.SecondmentUndone(status=status, reason=reason):
            return f"{_secondment(event)} is not recorded as {_words(status)} any more: {reason}"
    return None


def _secondment(event: s.Statement | s.SecondmentUndone) -> str:
    name = secondment_name(event.agency, event.to)
    return f"{name[0].upper()}{name[1:]}{f' ({event.post})' if event.post else ''}"


def _on(event: s.Statement) -> str:
    return f" ({event.on})" if event.on else ""


def _words(status: str) -> str:
    return status.replace("_", " ")
