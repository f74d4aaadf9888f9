"""What each kind of notice says: a subject and paragraphs, in the reader's language."""

from typing import assert_never

from services.notifications.notices.told_of_calls import told_of_call
from shared.contracts.consultations.outcomes import AcceptedChampion, Outcome
from shared.contracts.notifications import tidings as n
from shared.i18n.outcomes import kind_words
from shared.i18n.speech import Own, Speech

Told = tuple[str, tuple[str, ...]]
"""A subject, and paragraphs of plain text."""


def told(said: n.Tidings, t: Speech) -> Told:
    """Subject and paragraphs."""
    match said:
        case n.ToldInvitation() | n.ToldAcceptance() | n.ToldWithdrawal():
            return _of_champion(said, t)
        case n.ToldNetwork(title=title, on=on):
            title = Own(title)
            line = t.say("{title} was established ({day}).", title=title, day=t.day(on))
            return t.say("Established: {title}", title=title), (line,)
        case n.ToldSecondment() | n.ToldInPost():
            return _of_secondment(said, t)
        case (
            n.ToldCall()
            | n.ToldClosing()
            | n.ToldClosingSoon()
            | n.ToldExtension()
            | n.ToldEarlyClosing()
            | n.ToldReopening()
            | n.ToldCallWithdrawal()
        ):
            return told_of_call(said, t)
        case _:
            return _of_briefing(said, t)


def _of_briefing(
    said: n.ToldSchedule | n.ToldMove | n.ToldCancellation | n.ToldHolding | n.ToldSummary | n.ToldCorrection,
    t: Speech,
) -> Told:
    title = Own(said.title)
    match said:
        case n.ToldSchedule(when=when, place=place):
            line = t.say("{title} is scheduled for {at}.", title=title, at=t.when(when, place))
            return t.say("{title}: {day}", title=title, day=t.day(when.date)), (line,)
        case n.ToldMove(before=before, when=when, place=place):
            at, was = t.when(when, place), t.when(before)
            line = t.say("{title} is moved from {was} to {at}.", title=title, was=was, at=at)
            return t.say("Moved: {title}", title=title), (line,)
        case n.ToldCancellation(when=when, reason=reason):
            line = t.say("{title}, scheduled for {at}, is cancelled.", title=title, at=t.when(when))
            why = (t.say("Reason: {reason}", reason=Own(reason)),) if reason else ()
            return t.say("Cancelled: {title}", title=title), (line, *why)
        case n.ToldHolding(when=when, place=place):
            line = t.say("{title} was held on {at}.", title=title, at=t.when(when, place))
            return t.say("Held: {title}", title=title), (line,)
        case n.ToldSummary(when=when):
            line = t.say("The summary of {title} ({day}) is complete.", title=title, day=t.day(when.date))
            return t.say("Summary published: {title}", title=title), (line,)
        case n.ToldCorrection(outcome=now, before=was):
            lines = (
                t.say("An outcome of {title} was corrected.", title=title),
                t.say("Before: {outcome}", outcome=outcome_words(was, t)),
                t.say("Now: {outcome}", outcome=outcome_words(now, t)),
            )
            return t.say("Corrected: an outcome of {title}", title=title), lines
        case _:
            assert_never(said)


def _of_champion(said: n.ToldInvitation | n.ToldAcceptance | n.ToldWithdrawal, t: Speech) -> Told:
    name = t.country(said.country)
    match said:
        case n.ToldInvitation(on=on):
            line = t.say("{name} was invited to be a champion country ({day}).", name=name, day=t.day(on))
            return t.say("{name} is invited to be a champion country", name=name), (line,)
        case n.ToldAcceptance(since=since):
            line = t.say("{name} is a champion country since {day}.", name=name, day=t.day(since))
            return t.say("{name} is a champion country", name=name), (line,)
        case n.ToldWithdrawal(on=on):
            line = t.say("{name} is no longer a champion country ({day}).", name=name, day=t.day(on))
            return t.say("{name} is no longer a champion country", name=name), (line,)
        case _:
            assert_never(said)


def _of_secondment(said: n.ToldSecondment | n.ToldInPost, t: Speech) -> Told:
    agency = Own(said.agency)
    where = t.say(" to {body}", body=Own(said.to)) if said.to else ""
    where += t.say(" ({post})", post=Own(said.post)) if said.post else ""
    if isinstance(said, n.ToldSecondment):
        line = t.say("A secondment from {agency}{where} is impending.", agency=agency, where=where)
        return t.say("Secondment from {agency} announced", agency=agency), (line,)
    line = t.say("A secondment from {agency}{where} is in post.", agency=agency, where=where)
    return t.say("Secondment from {agency}: in post", agency=agency), (line,)


def outcome_words(outcome: Outcome, t: Speech) -> str:
    """An outcome in a few words."""
    if isinstance(outcome, AcceptedChampion):
        return t.say("{name} as champion country", name=t.country(outcome.country))
    return kind_words(outcome.kind, t)
