"""Who shares a consumer: those who have come about as far."""

from dataclasses import replace

from shared.kafka.groups import group_of, serves
from shared.views.lanes import NEAR, Owner, divided

CHAMPIONS = Owner("registry.champions.g1", frozenset({"champion"}), lambda _: None)  # type: ignore[arg-type,return-value]  # never made
NETWORKS = replace(CHAMPIONS, name="registry.networks.g2", kinds=frozenset({"network"}))
STRUCTURES = replace(CHAMPIONS, name="registry.structures.g1", kinds=frozenset({"briefing"}))
ALL = [CHAMPIONS, NETWORKS, STRUCTURES]
REGISTRY, CONSULTATIONS = ("onevoice.registry.v1", 3), ("onevoice.consultations.v1", 3)


def lanes(reached: dict[Owner, dict[tuple[str, int], int]]) -> list[list[Owner]]:
    return divided(ALL, {one.name: reached.get(one, {}) for one in ALL})


def test_all_begin_together_where_none_has_begun() -> None:
    """A new service has one consumer for its views."""
    assert lanes({}) == [ALL]


def test_who_has_come_about_as_far_shares() -> None:
    """A few records are read again, which watermarks know; who is far behind is filled by itself first."""
    far = {REGISTRY: 50_000}
    assert lanes({CHAMPIONS: far, NETWORKS: {REGISTRY: 50_000 - NEAR}}) == [ALL]
    assert lanes({CHAMPIONS: far, NETWORKS: {REGISTRY: 49_999 - NEAR}}) == [
        [CHAMPIONS, STRUCTURES],
        [NETWORKS],
    ]
    assert lanes({CHAMPIONS: far}) == [[CHAMPIONS, STRUCTURES], [NETWORKS]]


def test_each_is_judged_by_the_topics_that_it_reads() -> None:
    """The only one that reads a topic is as far as anybody is on it."""
    assert lanes(
        {CHAMPIONS: {REGISTRY: 9_000}, NETWORKS: {REGISTRY: 9_000}, STRUCTURES: {CONSULTATIONS: 7}}
    ) == [ALL]


def test_a_lane_of_its_own() -> None:
    """For who needs one, however far it has come."""
    apart = replace(NETWORKS, apart=True)
    assert divided([CHAMPIONS, apart], {CHAMPIONS.name: {}, apart.name: {}}) == [[CHAMPIONS], [apart]]


def test_a_groups_name_says_whom_it_serves() -> None:
    """In whatever order they are named; one alone is its own group."""
    names, served = [one.name for one in ALL], [one.served for one in ALL]
    assert group_of(served) == group_of(reversed(served))
    assert [name for name in [*names, "registry.networks.g1"] if serves(group_of(served), name)] == names
    assert group_of([CHAMPIONS.served]) == CHAMPIONS.served


def test_who_wants_other_kinds_is_served_by_another_group() -> None:
    """A version beside this one that wants less would read past what this one needs."""
    more = replace(CHAMPIONS, kinds=frozenset({"champion", "briefing"}))
    assert group_of([more.served]) != group_of([CHAMPIONS.served])
    assert serves(group_of([more.served]), CHAMPIONS.name)
