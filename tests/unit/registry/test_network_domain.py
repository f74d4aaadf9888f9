"""What a network answers, and the tree of all of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.registry.networks.commands import (
    CloseNetwork,
    EstablishNetwork,
    JoinNetwork,
    LeaveNetwork,
    PlanNetwork,
    RetractEstablishing,
    StartEstablishing,
)
from services.registry.networks.domain import ABSENT, decide, evolve
from services.registry.networks.projection import NETWORKS, STRUCTURES, NetworkState
from services.registry.networks.reference import reference
from services.registry.networks.tree import tree
from shared.contracts.catalogue import decode
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.outcomes import StructureInProgress
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.contracts.registry import networks as e
from shared.contracts.registry.evidence import BriefingOutcome, EvidenceDocument, Source
from shared.values import REGIONS, PartialDate, Refused
from tests.support.spec import spec
from tests.support.strategies import network_commands
from tests.support.streams import fold, recorded

network = spec(decide, evolve, ABSENT)
SOURCE = Source(text="Briefing of 4 March 2020")
PLAN = PlanNetwork(network="SLV", title="El Salvador", source=SOURCE, region="latin_america_caribbean")
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="slv")
LETTER = EvidenceDocument(title="Letter")
START = StartEstablishing(network="SLV", evidence=OUTCOME)
RETRACT = RetractEstablishing(evidence=OUTCOME, reason="misheard")
ESTABLISH = EstablishNetwork(on=PartialDate("2021"), source=SOURCE)
CLOSE = CloseNetwork(on=PartialDate("2024"), reason="merged")
planned = network.after(PLAN)


def test_a_network_is_planned_with_its_level_and_place() -> None:
    """The level follows from its key; the region is stated or stays open."""
    network.when(PLAN).then(
        e.NetworkPlanned(
            level="country",
            region="latin_america_caribbean",
            country="SLV",
            title="El Salvador",
            source=SOURCE,
        )
    )
    planned.when(PLAN).then()
    planned.when(PLAN.model_copy(update={"title": "Other"})).refused("planned already, as 'El Salvador'")
    africa = network.after(PlanNetwork(network="africa", title="Africa", source=SOURCE)).state.plan
    assert africa
    assert (africa.level, africa.region, africa.country) == ("regional", "africa", None)
    with pytest.raises(ValidationError, match="does not lie in the region"):
        PlanNetwork(network="africa", title="Africa", source=SOURCE, region="arab")


def test_only_a_planned_network_is_set_up() -> None:
    """The refusal says what to do."""
    network.when(START).refused("no network SLV is known: plan it first")
    planned.after(CLOSE).when(START).refused("closed on 2024: plan it again first")
    planned.when(START).then(e.EstablishmentStarted(on=None, announced_on=None, evidence=OUTCOME))
    planned.after(START).when(START).then()


def test_causes_add_up_and_undoing_one_leaves_the_others() -> None:
    """Without any cause, a network being set up is planned again; an established one stays."""
    second = StartEstablishing(network="SLV", evidence=LETTER)
    added = e.EstablishmentEvidenceAdded(on=None, announced_on=None, evidence=LETTER)
    planned.after(START).when(second).then(added)
    corrected = StartEstablishing(network="SLV", evidence=OUTCOME, on=PartialDate("2020"))
    assert isinstance(planned.after(START).when(corrected).events[0], e.EstablishmentEvidenceCorrected)
    gone = e.EstablishmentRetracted(evidence=OUTCOME, back_to_planned=True, reason="misheard")
    planned.after(START).when(RETRACT).then(gone)
    assert planned.after(START, RETRACT).state.status == "planned"
    stays = gone.model_copy(update={"back_to_planned": False})
    planned.after(START, second).when(RETRACT).then(stays)
    planned.after(START, ESTABLISH).when(RETRACT).then(stays)
    assert planned.after(START, ESTABLISH, RETRACT).state.status == "established"
    planned.when(RETRACT).then()


def test_a_network_is_established_and_closed_once() -> None:
    """And planned again after its end, it begins anew."""
    network.when(ESTABLISH).refused("plan it first")
    network.when(CLOSE).refused("nothing to close")
    established = planned.after(ESTABLISH)
    established.when(ESTABLISH).then()
    other = EstablishNetwork(on=PartialDate("2022"), source=SOURCE)
    established.when(other).refused("established already, since 2021")
    established.when(CloseNetwork(on=PartialDate("2020"))).refused("it closes after that")
    closed = established.after(CLOSE)
    closed.when(CLOSE).then()
    closed.when(CloseNetwork(on=PartialDate("2025"))).refused("closed already, on 2024")
    closed.when(ESTABLISH).refused("closed: plan it first")
    assert closed.after(PLAN).state.status == "planned"
    assert closed.after(PLAN).state.members == ()


def test_agencies_join_and_leave() -> None:
    """Each in a role of its own."""
    join, leave = (
        JoinNetwork(agency="IOM", role="coordinator"),
        LeaveNetwork(agency="IOM", role="coordinator"),
    )
    network.when(join).refused("plan it first")
    planned.when(join).then(e.AgencyJoined(agency="IOM", role="coordinator"))
    planned.after(join).when(join).then()
    planned.when(leave).refused("IOM is not coordinator in the network")
    planned.after(join).when(leave).then(e.AgencyLeft(agency="IOM", role="coordinator"))
    planned.after(join, leave).when(leave).then()
    assert planned.after(join, leave).when(join).events


@given(st.lists(network_commands, max_size=20))
def test_whatever_is_decided_evolves_and_folds(commands: list[Any]) -> None:
    """Saying it again says nothing new, and the view agrees with the domain."""
    state, events = ABSENT, []
    for command in commands:
        try:
            decided = decide(command, state)
        except Refused:
            continue
        for event in decided:
            assert decode(event.type, event.encode(), "network") == event
            state = evolve(state, event)
        assert decide(command, state) == []
        events += decided
    shown = fold(NETWORKS, recorded("network-SLV", events))
    if shown:
        assert (shown.status, shown.network) == (state.status, replace(state, focal_points=()))


def entry(key: str, *commands: Any) -> NetworkState:
    """A network's entry."""
    state = fold(NETWORKS, recorded(f"network-{key}", network.after(*commands).events))
    assert state
    return state


def test_the_five_regions_are_reference_facts() -> None:
    """Each with its UN Regional Economic Commission, its reviews and both dates of one that moved."""
    facts = reference()
    assert {region.key: region.commission for region in facts.regions} == {
        "europe_north_america": "UNECE",
        "arab": "ESCWA",
        "asia_pacific": "ESCAP",
        "latin_america_caribbean": "ECLAC",
        "africa": "ECA",
    }
    assert tuple(region.key for region in facts.regions) == REGIONS
    africa = facts.regions[-1].round_1
    assert africa
    assert (africa.starts.root, africa.moved_from and africa.moved_from.root) == ("2021-08-31", "2021-07-12")
    assert "no publication" in facts.source


def test_the_tree_shows_what_is_known_and_invents_nothing() -> None:
    """Statements that name no network stand at their level."""
    held = b.BriefingHeld(title="B", when=When.model_validate({"date": "2020-03-04"}), place=None)
    said = [
        b.OutcomeRecorded(key=key, outcome=outcome, announced_on=held.when.date)
        for key, outcome in {
            "r": StructureInProgress(level="regional"),
            "c": StructureInProgress(level="country"),
            "n": StructureInProgress(level="regional", network="africa"),
        }.items()
    ]
    structures = fold(STRUCTURES, recorded("briefing-2020-03-04", [held, *said]))
    assert structures
    bare = tree(reference(), [], [structures])
    assert [s.outcome for s in bare.regional.in_progress] == ["r"]
    assert [s.outcome for s in bare.country.in_progress] == ["c"]
    assert bare.global_.network is None
    assert all(region.network is None and not region.countries for region in bare.regional.regions)

    refused = ReactionRefused(
        reaction="r", cause=EventRef(stream="briefing-x", version=1, id="1"), reason="no network"
    )
    unplanned = fold(NETWORKS, recorded("network-ECU", [refused]))
    assert unplanned
    full = tree(
        reference(),
        [
            unplanned,
            entry("SLV", PLAN, JoinNetwork(agency="IOM", role="coordinator")),
            entry("PRT", PlanNetwork(network="PRT", title="Portugal", source=SOURCE)),
            entry("africa", PlanNetwork(network="africa", title="Africa", source=SOURCE), ESTABLISH),
            entry("global", PlanNetwork(network="global", title="Network", source=SOURCE)),
        ],
        [structures],
    )
    regions = {region.key: region for region in full.regional.regions}
    assert [node.key for node in regions["latin_america_caribbean"].countries] == ["SLV"]
    assert regions["africa"].network
    assert regions["africa"].network.status == "established"
    assert [node.key for node in full.country.without_region] == ["PRT"]
    assert '"global":{' in full.model_dump_json()
    assert '"with":["LAS"]' in full.model_dump_json()
