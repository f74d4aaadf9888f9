"""How far each outcome has come: by somebody's word, by what services made of it, by a later outcome. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.consultations.briefings.read import BriefingShown, OutcomeShown
from shared.contracts.consultations import outcomes as o
from shared.contracts.consultations import outcomes_reached as r
from shared.i18n.speech import N_
from shared.values import PartialDate

State = Literal["open", "overdue", "done", "superseded", "refused", "noted"]
STATES: Final[Mapping[str, str]] = {
    "open": N_("open"),
    "overdue": N_("overdue"),
    "done": N_("done"),
    "superseded": N_("superseded"),
    "refused": N_("was refused"),
    "noted": N_("for the record"),
}
"""For the record: it asks nothing of anybody."""
_BY_EFFECT: Final[Mapping[str, State]] = {
    "accepted": "done",
    "announced": "done",
    "in_post": "done",
    "launched": "done",
    "ended": "done",
    "refused": "refused",
}
_ANNOUNCES: Final = (
    o.StructureInProgress,
    o.GuidanceToPublish,
    o.FeedbackInvited,
    o.MptfReviewPlanned,
    o.MptfPipelinePlanned,
    o.ConsultationsPlanned,
    o.ReportLaunchPlanned,
    o.BriefingsPlanned,
    r.ReviewPlanned,
)
_ANSWERS: Final = (r.GuidancePublished, r.NetworkEstablished, r.ReportIssued, r.ReviewHeld, r.ReviewMoved)
Answers = tuple[BriefingShown, Sequence[OutcomeShown]]
_RECORDS: Final = (o.CoreWorkContinues, o.SecondmentAcknowledged, r.TotalStated, r.Agreed)


@dataclass(frozen=True)
class By:
    """A later outcome, or a briefing as such, that answers for an outcome."""

    briefing: str
    outcome: str | None = None


@dataclass(frozen=True)
class Standing:
    """An outcome of a briefing as it stands on a day."""

    briefing: BriefingShown
    item: OutcomeShown
    state: State
    due: PartialDate | None
    by: By | None = None


def standings(briefings: Iterable[BriefingShown], today: dt.date) -> list[Standing]:
    """Every outcome that was not withdrawn, those of the last briefing first."""
    known = sorted(briefings, key=lambda one: (one.when.date if one.when else dt.date.min, one.key))
    answers = [_answers_of(one) for one in known]
    return [
        _standing(briefing, item, answers[place:], today)
        for place, briefing in reversed(list(enumerate(known)))
        for item in briefing.outcomes
        if not item.withdrawn
    ]


def _answers_of(briefing: BriefingShown) -> Answers:
    """What of a briefing may answer something: few of its outcomes can."""
    may = (one for one in briefing.outcomes if not one.withdrawn)
    return briefing, [one for one in may if isinstance(one.outcome, _ANSWERS)]


def _standing(
    briefing: BriefingShown, item: OutcomeShown, since: Sequence[Answers], today: dt.date
) -> Standing:
    due = item.outcome.due or _due(item.outcome)
    if item.follow_up:
        by = _named(item.follow_up.by, briefing)
        return Standing(briefing, item, _or_overdue(item.follow_up.state, due, today), due, by)
    if state := _BY_EFFECT.get(item.became.state):
        return Standing(briefing, item, state, due)
    if found := _answered(briefing, item, since):
        return Standing(briefing, item, found[0], due, found[1])
    return Standing(briefing, item, _or_overdue(_at_first(item.outcome), due, today), due)


def _named(by: str | None, briefing: BriefingShown) -> By | None:
    if not by:
        return None
    other, _, key = by.rpartition("#")
    return By(other or briefing.key, key)


def _or_overdue(state: State, due: PartialDate | None, today: dt.date) -> State:
    return "overdue" if state == "open" and due and due.surely_before(today) else state


def _at_first(outcome: o.Outcome) -> State:
    if isinstance(outcome, _ANNOUNCES) or outcome.owner or outcome.due:
        return "open"
    return "noted" if isinstance(outcome, _RECORDS) else "done"


def _due(outcome: o.Outcome) -> PartialDate | None:
    match outcome:
        case r.ReviewPlanned():
            return outcome.ending or outcome.starting
        case o.FeedbackInvited():
            return outcome.until
        case o.ReportLaunchPlanned():
            return outcome.month
        case o.BriefingsPlanned():
            return outcome.date
        case o.ConsultationsPlanned():
            return outcome.starting
    return None


def _answered(
    briefing: BriefingShown, item: OutcomeShown, since: Sequence[Answers]
) -> tuple[State, By] | None:
    """What came later, at the same briefing or another one, and certainly answers it."""
    for later, answers in since:
        if later.key != briefing.key and _is_held_in(item.outcome, later):
            return "done", By(later.key)
        for other in answers:
            if (later.key, other.key) == (briefing.key, item.key):
                continue
            if state := _answer(item.outcome, other.outcome):
                return state, By(later.key, other.key)
    return None


def _is_held_in(outcome: o.Outcome, later: BriefingShown) -> bool:
    if not isinstance(outcome, o.BriefingsPlanned) or outcome.date is None or later.when is None:
        return False
    return later.status in {"held", "summarised"} and outcome.date.covers(later.when.date)


def _answer(outcome: o.Outcome, other: o.Outcome) -> State | None:
    match outcome, other:
        case o.GuidanceToPublish(), r.GuidancePublished():
            return "done" if outcome.item == other.item else None
        case o.StructureInProgress(network=str()), r.NetworkEstablished():
            return "done" if outcome.network == other.network else None
        case o.ReportLaunchPlanned(occasion=str()), r.ReportIssued():
            return "done" if outcome.occasion == other.symbol else None
        case r.ReviewPlanned(), r.ReviewHeld():
            return "done" if outcome.region == other.region else None
        case r.ReviewPlanned(kind="regional_review_planned"), r.ReviewMoved():
            return "superseded" if outcome.region == other.region else None
    return None
