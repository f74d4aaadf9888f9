"""What a region's page makes of calls and champions."""

import datetime as dt

from services.registry.champions.projection import CHAMPIONS
from services.registry.regions.calls import CALLS, CallKnown
from services.registry.regions.region import newest, standing_in
from shared.contracts.consultations import calls as e
from shared.contracts.consultations.calls import Deadline, Terms
from shared.contracts.envelope import Event
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import EvidenceDocument
from shared.values import PartialDate
from tests.support.streams import fold, recorded

TERMS = Terms.model_validate({"title": {"en": "Spring"}, "region": "africa"})
AT = dt.datetime(2020, 4, 10, tzinfo=dt.UTC)


def deadline(day: int) -> Deadline:
    """Noon of a day in April 2020."""
    wall = {"date": f"2020-04-{day:02}", "time": "12:00", "time_zone": "UTC"}
    return Deadline.model_validate({**wall, "instant": f"2020-04-{day:02}T12:00:00Z"})


DRAFTED = e.CallDrafted(terms=TERMS, cause=None, example=False)
ANNOUNCED = e.CallAnnounced(opens=deadline(9), closes=deadline(20), by="secretariat")


def known(*events: Event, key: str = "spring") -> CallKnown:
    """The call as the registry knows it."""
    found = fold(CALLS, recorded(f"call-{key}", events))
    assert found
    return found


def test_a_draft_is_nobodys_to_see() -> None:
    """It is listed from its announcement on, with its title and region as they are then."""
    assert not known(DRAFTED).listed
    revised = e.CallRevised(terms=TERMS.model_copy(update={"region": "arab"}))
    call = known(DRAFTED, revised, ANNOUNCED)
    assert (call.listed, call.region, call.title) == (True, "arab", {"en": "Spring"})


def test_a_call_stands_by_its_dates_and_by_who_took_it_back() -> None:
    """Whatever moved its end."""
    call = known(DRAFTED, ANNOUNCED)
    before, after = (dt.datetime(2020, 4, day, tzinfo=dt.UTC) for day in (1, 21))
    assert [call.stage(at) for at in (before, AT, after)] == ["coming", "open", "closed"]
    moved = {"before": deadline(20), "reason": "asked for", "by": "secretariat", "at": AT}
    longer = known(DRAFTED, ANNOUNCED, e.CallExtended(closes=deadline(25), **moved))
    assert longer.stage(after) == "open"
    gone = known(DRAFTED, ANNOUNCED, e.CallWithdrawn(reason="moot", by="secretariat", at=AT))
    assert gone.stage(AT) == "withdrawn"


def test_the_newest_call_comes_first() -> None:
    """By the day on which it opens."""
    later = known(DRAFTED, e.CallAnnounced(opens=deadline(10), closes=deadline(11), by="a"), key="later")
    assert [one.key for one in newest([known(DRAFTED, ANNOUNCED), later])] == ["later", "spring"]


def test_champions_stand_as_of_the_day() -> None:
    """One who was none yet is left out."""
    accepted = ChampionAccepted(
        country="GHA",
        evidence=EvidenceDocument(title="Letter"),
        since=PartialDate("2020-03"),
        announced_on=None,
    )
    state = fold(CHAMPIONS, recorded("champion-GHA", [accepted]))
    assert state
    assert standing_in([state], dt.date(2020, 2, 1)) == ()
    assert [one.status for one in standing_in([state], dt.date(2020, 4, 1))] == ["accepted"]
