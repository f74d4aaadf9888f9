"""The regions of the regional reviews as reference facts: read from ``reference.yaml``, never from events."""

from functools import cache
from pathlib import Path

from pydantic import ConfigDict, Field
from ruamel.yaml import YAML

from shared.values import PartialDate, Region, Value


class Round(Value):
    """A region's review in one round of reviews; ``moved_from`` keeps the day first set."""

    starts: PartialDate
    ends: PartialDate
    place: str | None = None
    moved_from: PartialDate | None = None


class RegionFacts(Value):
    """A region: its UN Regional Economic Commission, whom that works with, and its two reviews.

    ``verified`` is False for facts recalled rather than read.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    key: Region
    title: str
    commission: str
    with_: tuple[str, ...] = Field(default=(), alias="with")
    verified: bool
    round_1: Round | None = None
    round_2: Round | None = None


class Reference(Value):
    """All regions, and in words where the facts come from."""

    source: str
    regions: tuple[RegionFacts, ...]


@cache
def reference() -> Reference:
    """The reference facts of this version of the software."""
    path = Path(__file__).with_name("reference.yaml")
    return Reference.model_validate(YAML(typ="safe", pure=True).load(path))
