"""The tree of coordination structures: global, regions, countries, and what is in progress where."""

import datetime as dt
from collections.abc import Iterable, Sequence

from pydantic import ConfigDict, Field

from services.registry.networks.network import Closed, Established, Member, NetworkSupport, Status
from services.registry.networks.projection import NetworkState, Statement, StructuresState
from services.registry.networks.reference import Reference, RegionFacts
from shared.contracts.registry.evidence import Source
from shared.values import Level, Value


class NetworkNode(Value):
    """A network in the tree."""

    key: str
    status: Status
    title: str
    source: Source
    established: Established | None
    closed: Closed | None
    agencies: tuple[Member, ...]
    causes: tuple[NetworkSupport, ...]
    version: int
    href: str


class RegionNode(RegionFacts):
    """A region's reference facts, its network where one is known, and those below it."""

    network: NetworkNode | None
    subregions: tuple[NetworkNode, ...]
    countries: tuple[NetworkNode, ...]


class GlobalLevel(Value):
    """The network as a whole."""

    in_progress: tuple[Statement, ...]
    network: NetworkNode | None


class RegionalLevel(Value):
    """The five regions."""

    in_progress: tuple[Statement, ...]
    regions: tuple[RegionNode, ...]


class CountryLevel(Value):
    """What is said of countries at large, and the networks for which no region is stated."""

    in_progress: tuple[Statement, ...]
    without_region: tuple[NetworkNode, ...]


class Tree(Value):
    """The whole tree. ``in_progress`` holds what briefings said of a level without naming a network."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    source: str
    global_: GlobalLevel = Field(alias="global")
    regional: RegionalLevel
    country: CountryLevel


def tree(
    reference: Reference, networks: Iterable[NetworkState], structures: Iterable[StructuresState]
) -> Tree:
    """The tree that these facts, networks and statements make; nothing is invented to fill it."""
    known = sorted((state for state in networks if state.listed), key=lambda state: state.key)
    said = sorted((s for each in structures for s in each.statements), key=_when)
    return Tree(
        source=reference.source,
        global_=GlobalLevel(in_progress=_at(said, "global"), network=_node(known, "global")),
        regional=RegionalLevel(
            in_progress=_at(said, "regional"),
            regions=tuple(_region(facts, known) for facts in reference.regions),
        ),
        country=CountryLevel(in_progress=_at(said, "country"), without_region=_below(known, None, "country")),
    )


def pruned(whole: Tree) -> Tree:
    """The tree with those regions alone in which a network stands."""
    regions = tuple(one for one in whole.regional.regions if one.network or one.subregions or one.countries)
    return whole.model_copy(update={"regional": whole.regional.model_copy(update={"regions": regions})})


def _when(statement: Statement) -> tuple[dt.date, str, str]:
    return statement.announced_on, statement.briefing, statement.outcome


def _at(statements: Iterable[Statement], level: str) -> tuple[Statement, ...]:
    return tuple(statement for statement in statements if statement.level == level)


def _region(facts: RegionFacts, known: Sequence[NetworkState]) -> RegionNode:
    return RegionNode(
        **dict(facts),
        network=_node(known, facts.key),
        subregions=_below(known, facts.key, "subregional"),
        countries=_below(known, facts.key, "country"),
    )


def _below(known: Iterable[NetworkState], region: str | None, level: Level) -> tuple[NetworkNode, ...]:
    return tuple(_shown(state) for state in known if state.level == level and state.region == region)


def _node(known: Iterable[NetworkState], key: str) -> NetworkNode | None:
    return next((_shown(state) for state in known if state.key == key), None)


def _shown(state: NetworkState) -> NetworkNode:
    fields = {name: getattr(state, name) for name in NetworkNode.model_fields if name != "href"}
    return NetworkNode(**fields, href=f"/registry/api/networks/{state.key}")
