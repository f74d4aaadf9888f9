"""The registry's pages have words for whatever its record can hold."""

from typing import get_args

from services.registry.champions import terms as champions
from services.registry.networks import network as networks
from services.registry.secondments.terms import FURTHER
from services.registry.words import LEVELS, STATUS
from shared.contracts.registry.networks import ROLES, Role
from shared.values import Level


def test_every_status_level_and_role_has_words() -> None:
    """None can be recorded that a page cannot say, and none is said that cannot be recorded."""
    assert {*get_args(champions.Status), *get_args(networks.Status), *FURTHER} == STATUS.keys()
    assert LEVELS.keys() == set(get_args(Level))
    assert ROLES.keys() == set(get_args(Role))
