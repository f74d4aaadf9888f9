"""What an event is worth saying on the home page, in one sentence; most events say nothing there."""

from services.notifications.home.said import Said, country, day, own, said, term, when
from shared.contracts.consultations import briefings as b
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
from shared.i18n.outcomes import KINDS
from shared.i18n.speech import N_


def sentence(stream: str, event: Event, title: str | None = None) -> Said | None:
    """The sentence for ``event``, or None. ``title`` is what the stream's thing is called so far."""
    kind = stream.partition("-")[0]
    if kind == "briefing":
        return _of_briefing(event, title or f"Briefing {key_of(stream)}")
    if kind == "champion":
        return _of_champion(event, key_of(stream))
    if kind == "secondment":
        return _of_secondment(event)
    return _of_network(event, title or key_of(stream))


def _of_briefing(event: Event, title: str) -> Said | None:  # noqa: PLR0911  one row for each event
    name = own(title)
    match event:
        case b.BriefingScheduled(title=new, when=at):
            return said(N_("{title} is scheduled for {when}"), title=own(new), when=when(at))
        case b.BriefingRetitled(title=new, before=old):
            return said(N_("{old} is now called {new}"), old=own(old), new=own(new))
        case b.BriefingMoved(when=at, before=was):
            return said(N_("{title} is moved from {was} to {now}"), title=name, was=when(was), now=when(at))
        case b.BriefingCancelled():
            return said(N_("{title} is cancelled"), title=name)
        case b.BriefingHeld(title=new, when=at):
            return said(N_("{title} was held on {day}"), title=own(new), day=day(at.date))
        case b.HoldingCorrected(title=new, when=at):
            text = N_("The record of {title} was corrected: it was held on {day}")
            return said(text, title=own(new), day=day(at.date))
        case b.BriefingSummarised():
            return said(N_("The summary of {title} is complete"), title=name)
        case b.OutcomeCorrected(outcome=outcome, replaces=old):
            text = N_("An outcome of {title} was corrected: {outcome}")
            return said(text, title=name, outcome=_outcome(outcome)) if outcome != old else None
        case b.OutcomeWithdrawn(outcome=outcome):
            return said(
                N_("An outcome of {title} was withdrawn: {outcome}"), title=name, outcome=_outcome(outcome)
            )
    return None


def _outcome(outcome: Outcome) -> Said:
    match outcome:
        case AcceptedChampion(country=code):
            return said(N_("{country} as champion country"), country=country(code))
        case StructureInProgress(level=level, network=str(network)):
            text = N_("coordination structure in progress at {level} level ({network})")
            return said(text, level=term(level), network=own(network))
        case StructureInProgress(level=level):
            return said(N_("coordination structure in progress at {level} level"), level=term(level))
        case SecondmentAcknowledged(agency=agency, to=to, state=str(state)):
            return said(N_("{secondment} ({state})"), secondment=_name(agency, to), state=term(_words(state)))
        case SecondmentAcknowledged(agency=agency, to=to):
            return _name(agency, to)
    return term(KINDS[outcome.kind])


def _of_champion(event: Event, code: str) -> Said | None:  # noqa: PLR0911  one row for each event
    name = country(code)
    match event:
        case c.ChampionInvited(on=on):
            return said(
                N_("{country} was invited to be a champion country ({day})"), country=name, day=day(on)
            )
        case c.ChampionAccepted(since=since):
            return said(N_("{country} is a champion country since {day}"), country=name, day=day(since))
        case c.EvidenceCorrected(since=since):
            text = N_("The record of {country} as champion country was corrected: since {day}")
            return said(text, country=name, day=day(since))
        case c.AcceptanceUndone(reason=reason):
            text = N_("{country} is not recorded as champion country any more: {reason}")
            return said(text, country=name, reason=own(reason))
        case c.ChampionActivated(on=on):
            return said(N_("{country} is active as champion country since {day}"), country=name, day=day(on))
        case c.ChampionWithdrawn(on=on):
            return said(N_("{country} withdrew as champion country ({day})"), country=name, day=day(on))
    return None


def _of_network(event: Event, title: str) -> Said | None:
    name = own(title)
    match event:
        case n.NetworkPlanned(title=new):
            return said(N_("{title} is planned"), title=own(new))
        case n.EstablishmentStarted():
            return said(N_("{title} is being set up"), title=name)
        case n.EstablishmentRetracted(back_to_planned=True, reason=reason):
            text = N_("{title} is not recorded as being set up any more: {reason}")
            return said(text, title=name, reason=own(reason))
        case n.NetworkEstablished(on=on):
            return said(N_("{title} was established ({day})"), title=name, day=day(on))
        case n.NetworkClosed(on=on):
            return said(N_("{title} was closed ({day})"), title=name, day=day(on))
    return None


def _of_secondment(event: Event) -> Said | None:
    match event:
        case s.SecondmentAnnounced():
            return said(N_("{secondment} is impending{on}"), secondment=_secondment(event), on=_on(event))
        case s.SecondmentStarted():
            return said(N_("{secondment} is in post{on}"), secondment=_secondment(event), on=_on(event))
        case s.SecondmentEnded():
            return said(N_("{secondment} ended{on}"), secondment=_secondment(event), on=_on(event))
        case s.SecondmentEvidenceCorrected(status=status):
            text = N_("The record was corrected. {secondment}: {status}{on}")
            return said(text, secondment=_secondment(event), status=term(_words(status)), on=_on(event))
        case s.SecondmentUndone(status=status, reason=reason):
            text = N_("{secondment} is not recorded as {status} any more: {reason}")
            return said(text, secondment=_secondment(event), status=term(_words(status)), reason=own(reason))
    return None


def _secondment(event: s.Statement | s.SecondmentUndone) -> Said:
    """The secondment at the beginning of a sentence, with its post."""
    post = said(N_(" ({post})"), post=own(event.post)) if event.post else own("")
    if event.to:
        text = N_("The secondment from {agency} to {body}{post}")
        return said(text, agency=own(event.agency), body=own(event.to), post=post)
    return said(N_("The secondment from {agency}{post}"), agency=own(event.agency), post=post)


def _name(agency: str, to: str | None) -> Said:
    """The secondment within a sentence."""
    if to:
        return said(N_("the secondment from {agency} to {body}"), agency=own(agency), body=own(to))
    return said(N_("the secondment from {agency}"), agency=own(agency))


def _on(event: s.Statement) -> Said:
    return said(N_(" ({day})"), day=day(event.on)) if event.on else own("")


def _words(status: str) -> str:
    return status.replace("_", " ")
