"""The registry's pages have words for whatever its record can hold."""

from typing import get_args

from services.registry.champions import domain as champions
from services.registry.networks import domain as networks
from services.registry.secondments.terms import FURTHER
from services.registry.words import CHANGES, LEVELS, STATUS
from shared.contracts.catalogue import KINDS, type_of
from shared.contracts.registry.networks import ROLES, Role
from shared.values import Level


def test_every_event_has_words() -> None:
    """A history calls each event by a name, and names none that cannot happen."""
    registry = [kind for kind in KINDS.values() if kind.service == "registry"]
    names = {type_of(event).split(".")[-2] for kind in registry for event in kind.events}
    assert names == CHANGES.keys()
    assert "reaction-refused" in names


def test_every_status_level_and_role_has_words() -> None:
    """None can be recorded that a page cannot say, and none is said that cannot be recorded."""
    assert {*get_args(champions.Status), *get_args(networks.Status), *FURTHER} == STATUS.keys()
    assert LEVELS.keys() == set(get_args(Level))
    assert ROLES.keys() == set(get_args(Role))
