"""What is said of a champion country beside its status: confirmation, support, years as a co-chair."""

import datetime as dt

import pytest
from pydantic import ValidationError

from services.registry.champions import commands as c
from services.registry.champions.domain import ABSENT, decide, evolve
from services.registry.champions.pages import supporters
from services.registry.champions.projection import CHAMPIONS, ChampionAsOf, as_of
from shared.contracts.registry import champions as e
from shared.contracts.registry.evidence import EvidenceDocument, Source
from shared.values import PartialDate
from tests.support.spec import spec
from tests.support.streams import fold, recorded

MARCH = PartialDate("2020-03")
LETTER, SOURCE = EvidenceDocument(title="Letter"), Source(text="Briefing")
accepted = spec(decide, evolve, ABSENT).given(
    e.ChampionAccepted(country="PRT", evidence=LETTER, since=MARCH, announced_on=None)
)
withdrawn = accepted.after(c.WithdrawChampion(on=PartialDate("2022")))
NOTE = c.RecordConfirmation(title="Note verbale", language="pt")
PLAN = c.RecordSupport(agency="IOM", what="A national plan", since=PartialDate("2021"))
CHAIR = c.ElectCoChair(year=PartialDate("2021"), source=SOURCE)


def on_list(*commands: c.ChampionCommand, day: str) -> ChampionAsOf:
    """Portugal in the list as of a day."""
    shown = fold(CHAMPIONS, recorded("champion-PRT", accepted.after(*commands).events))
    assert shown
    found = as_of(shown, dt.date.fromisoformat(day))
    assert found
    return found


def test_a_document_confirms_in_each_language_it_is_in() -> None:
    """Said again of the same title and language, it corrects; taken back, it is gone."""
    said = e.ConfirmationRecorded(title="Note verbale", language="pt", link=None, on=None)
    spec(decide, evolve, ABSENT).when(NOTE).refused("invite or accept it first")
    accepted.when(NOTE).then(said)
    accepted.after(NOTE).when(NOTE).then()
    dated = NOTE.model_copy(update={"on": MARCH})
    accepted.after(NOTE).when(dated).then(said.model_copy(update={"on": MARCH}))
    english = NOTE.model_copy(update={"language": "en"})
    both = accepted.after(NOTE, english, dated)
    assert [(one.language, one.on) for one in both.state.confirmations] == [("pt", MARCH), ("en", None)]
    gone = c.RetractConfirmation(title="Note verbale", language="pt", reason="of another State")
    assert [one.language for one in both.after(gone).state.confirmations] == ["en"]
    accepted.when(gone).then()


def test_support_is_of_an_agency_and_has_its_dates() -> None:
    """Its end is said of the same support; it cannot end before it began."""
    spec(decide, evolve, ABSENT).when(PLAN).refused("accept it first")
    accepted.after(PLAN).when(PLAN).then()
    wrong = PLAN.model_copy(update={"until": PartialDate("2020")})
    accepted.when(wrong).refused("support since 2021 cannot end on 2020")
    ended = PLAN.model_copy(update={"until": PartialDate("2022")})
    [given] = withdrawn.after(PLAN, ended).state.supported
    assert (given.since, given.until) == (PartialDate("2021"), PartialDate("2022"))
    gone = c.RetractSupport(agency="IOM", what="A national plan", reason="of another State")
    assert accepted.after(PLAN, gone).state.supported == ()
    accepted.when(gone).then()


def test_a_co_chair_was_a_champion_country_in_that_year() -> None:
    """As far as the record's dates tell; also one that withdrew later."""
    elected = e.CoChairElected(year=PartialDate("2021"), source=SOURCE)
    accepted.when(CHAIR).then(elected)
    accepted.after(CHAIR).when(CHAIR).then()
    withdrawn.when(CHAIR).then(elected)
    for year in ("2019", "2023"):
        other = CHAIR.model_copy(update={"year": PartialDate(year)})
        withdrawn.when(other).refused(f"no champion country in {year}")
    gone = c.RetractCoChair(year=PartialDate("2021"), reason="misheard")
    accepted.after(CHAIR).when(gone).then(e.CoChairRetracted(year=PartialDate("2021"), reason="misheard"))
    accepted.when(gone).then()
    with pytest.raises(ValidationError, match="is not a year"):
        c.ElectCoChair(year=MARCH, source=SOURCE)


def test_what_stands_beside_the_status_outlives_a_withdrawal() -> None:
    """A new invitation begins a new term, and takes nothing away."""
    again = withdrawn.after(NOTE, PLAN, CHAIR, c.InviteChampion(country="PRT", on=PartialDate("2023")))
    state = again.state
    assert (len(state.terms), len(state.confirmations), len(state.supported), len(state.co_chairs)) == (
        2, 1, 1, 1,
    )  # fmt: skip


def test_the_list_tells_of_a_day_who_chairs_and_who_supports() -> None:
    """A co-chair in its year alone; support from its first day that may be to its last."""
    ended = PLAN.model_copy(update={"until": PartialDate("2022-06")})
    before, within, after = (
        on_list(CHAIR, ended, day=day) for day in ("2020-12-31", "2021-01-01", "2022-07-01")
    )
    assert [one.co_chair for one in (before, within, after)] == [False, True, False]
    assert [supporters(one) for one in (before, within, after)] == [[], ["IOM"], []]
