"""What is decided about a briefing's title, day and place, until it was held and after."""

from collections.abc import Iterator

from services.consultations.briefings import commands as c
from services.consultations.briefings.briefing import Briefing, coming, held, scheduled
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.briefings import BriefingEvent
from shared.contracts.consultations.facts import Holding
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.consultations.outcomes_reached import TotalStated
from shared.values import Refused


def schedule(said: c.ScheduleBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """Announced, announced again, or called otherwise."""
    known = briefing.is_
    if known is None or briefing.status not in {"scheduled", "held", "summarised"}:
        yield e.BriefingScheduled(title=said.title, when=said.when, place=said.place, source=said.source)
    elif briefing.status != "scheduled":
        raise Refused("the briefing was held: a schedule can no longer be recorded")
    elif (said.when, said.place) != (known.when, known.place):
        raise Refused("the briefing is scheduled for {on} already: move it instead", on=known.when.date)
    elif said.title != known.title:
        yield e.BriefingRetitled(title=said.title, before=known.title)


def foresee(said: c.ForeseeBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """Announced for a month, or for another one."""
    if briefing.status in {"held", "summarised"}:
        raise Refused("the briefing was held: a schedule can no longer be recorded")
    if briefing.status == "scheduled" and briefing.is_:
        raise Refused(
            "the briefing is scheduled for {on} already: postpone it first", on=briefing.is_.when.date
        )
    new = e.BriefingForeseen.model_validate(dict(said))
    if briefing.status != "foreseen" or new != briefing.foreseen:
        yield new


def move(said: c.MoveBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """To another day, time or place; one that was postponed also to the same."""
    known = scheduled(briefing, "moved")
    if (said.when, said.place) != (known.when, known.place) or briefing.status == "postponed":
        yield e.BriefingMoved(when=said.when, place=said.place, reason=said.reason, before=known.when)


def postpone(said: c.PostponeBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """Off its day."""
    scheduled(briefing, "postponed")
    if briefing.status == "scheduled":
        yield e.BriefingPostponed(reason=said.reason)


def replace_by(said: c.ReplaceBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """By another one."""
    if briefing.status != "replaced":
        coming(briefing, "replaced")
        yield e.BriefingReplaced(by=said.by, reason=said.reason)


def cancel(said: c.CancelBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """Off."""
    if briefing.status != "cancelled":
        coming(briefing, "cancelled")
        yield e.BriefingCancelled(reason=said.reason)


def hold(said: c.HoldBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    """It took place."""
    if briefing.status in {"cancelled", "replaced"}:
        raise Refused("the briefing was cancelled: schedule it again before it is held")
    if briefing.status not in {"held", "summarised"}:
        yield e.BriefingHeld.model_validate(dict(said))
    elif Holding.model_validate(dict(said)) != briefing.is_:
        raise Refused("the briefing was recorded as held otherwise: correct the holding instead")


def correct(said: c.CorrectHolding, briefing: Briefing) -> Iterator[BriefingEvent]:
    """It took place otherwise."""
    known = held(briefing)
    if Holding.model_validate(dict(said)) == known:
        return
    yield e.HoldingCorrected.model_validate({**dict(said), "replaces": known})
    if said.when.date != known.when.date:
        yield from _announced_anew(briefing, said)


def _announced_anew(briefing: Briefing, correction: c.CorrectHolding) -> Iterator[BriefingEvent]:
    """The outcomes on whose day other services build, with the corrected day."""
    day = correction.when.date
    for key, outcome in briefing.outcomes.standing.items():
        match outcome:
            case (
                AcceptedChampion()
                | StructureInProgress(network=str())
                | TotalStated(as_of=None)
                | SecondmentAcknowledged(state=str())
            ):
                yield e.OutcomeCorrected(key=key, outcome=outcome, announced_on=day, replaces=outcome)
