"""What the networks' pages make of the record: places, roles, the narrowed tree, and the picture over time."""

import datetime as dt
from typing import Any

from services.registry.networks.commands import CloseNetwork, EstablishNetwork, JoinNetwork, PlanNetwork
from services.registry.networks.domain import ABSENT, decide, evolve
from services.registry.networks.network import Member
from services.registry.networks.pages import by_name, by_role, place_words, turns
from services.registry.networks.projection import NETWORKS, NetworkState
from services.registry.networks.reference import reference
from services.registry.networks.tree import pruned, tree
from shared.contracts.registry.evidence import Source
from shared.i18n.speech import speech
from shared.values import NetworkKey, PartialDate, Region
from tests.support.spec import spec
from tests.support.streams import fold, recorded

SOURCE = Source(text="Letter")


def plan(key: NetworkKey, region: Region | None = None) -> PlanNetwork:
    """A network is planned."""
    return PlanNetwork(network=key, title=f"Network of {key}", source=SOURCE, region=region)


def works(on: str) -> EstablishNetwork:
    """It works since then."""
    return EstablishNetwork(on=PartialDate(on), source=SOURCE)


def ends(on: str) -> CloseNetwork:
    """It ended then."""
    return CloseNetwork(on=PartialDate(on))


def entry(*commands: Any, key: str = "KEN") -> NetworkState:
    """The entry that these commands make."""
    events = spec(decide, evolve, ABSENT).after(*commands).events
    state = fold(NETWORKS, recorded(f"network-{key}", events))
    assert state
    return state


def test_a_network_counts_from_when_it_works_to_its_end() -> None:
    """Each time that it was set up; one that closed before it worked never counted."""
    first, second = [plan("KEN"), works("2020-05"), ends("2021")], [plan("KEN"), works("2023")]
    assert list(turns(entry(*first, *second).history)) == [
        (dt.date(2020, 5, 1), 1),
        (dt.date(2021, 1, 1), -1),
        (dt.date(2023, 1, 1), 1),
    ]
    assert list(turns(entry(plan("KEN"), ends("2021")).history)) == []


def test_a_network_never_ends_before_it_began() -> None:
    """A year's first day may lie before the day it is to follow."""
    found = list(turns(entry(plan("KEN"), works("2021-05-03"), ends("2021")).history))
    assert found == [(dt.date(2021, 5, 3), 1), (dt.date(2021, 5, 3), -1)]


def test_agencies_stand_by_role() -> None:
    """The leading roles come first, and a role that nobody has is left out."""
    members = [
        Member(agency="UNHCR", role="member"),
        Member(agency="IOM", role="coordinator"),
        Member(agency="ILO", role="member"),
    ]
    roles = {role: [one.agency for one in found] for role, found in by_role(members).items()}
    assert list(roles.items()) == [("coordinator", ["IOM"]), ("member", ["ILO", "UNHCR"])]
    joined = entry(plan("KEN"), JoinNetwork(agency="IOM", role="co_lead"))
    assert by_role(joined.agencies) == {"co_lead": [Member(agency="IOM", role="co_lead")]}


def test_places_are_named_and_sorted_in_the_readers_language() -> None:
    """A code or key is never shown for a name."""
    french = speech("fr")
    assert [place_words(key, french) for key in ("global", "africa", "MAR")] == [
        "Réseau mondial",
        "Afrique",
        "Maroc",
    ]
    two = [entry(plan("DEU"), key="DEU"), entry(plan("BEL"), key="BEL")]
    assert [one.key for one in by_name(two, french)] == ["DEU", "BEL"]
    assert [one.key for one in by_name(two, speech("en"))] == ["BEL", "DEU"]


def test_a_narrowed_tree_holds_the_regions_of_its_networks_alone() -> None:
    """Whether the region's own network is among them or one of its countries'."""
    known = [entry(plan("KEN", "africa"), key="KEN"), entry(plan("arab"), key="arab")]
    found = pruned(tree(reference(), known, ()))
    assert [region.key for region in found.regional.regions] == ["arab", "africa"]
