"""Law 9: each event schema ever published still decodes."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema_rs
import pytest
from pydantic import Field

from onevoice.documents.asyncapi import asyncapi
from shared.contracts.catalogue import CATALOGUE, Catalogue, Kind, Undecodable, decode, type_of
from shared.contracts.consultations.briefings import BriefingEvent, BriefingHeld
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.upcasters import Upcaster
from shared.values import Value, added
from tests.support import golden
from tests.support.examples import EXAMPLES

DOCUMENT = asyncapi()
FILES = sorted(golden.FOLDER.glob("*.json"))


def test_every_event_type_and_every_kind_of_outcome_has_a_golden_file() -> None:
    """Nothing is published that is not kept as an example."""
    assert {golden.type_of(path) for path in FILES} >= set(CATALOGUE.types)
    assert {path.name for path in FILES} >= {golden.name(event) for event in EXAMPLES}
    assert {type(event) for event in EXAMPLES} == set(CATALOGUE.types.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_golden_file_decodes_for_ever(path: Path) -> None:
    """And one in the current version encodes to the same bytes."""
    data = path.read_bytes()
    event = decode(golden.type_of(path), data)
    if golden.type_of(path) in CATALOGUE.types:
        assert event.encode() == data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_golden_file_is_what_the_asyncapi_document_says(path: Path) -> None:
    """A reader may rely on it: all of an event's fields are there, its own type among them."""
    components = DOCUMENT["components"]
    message = components["messages"].get(golden.type_of(path))
    if message is None:
        assert golden.type_of(path) not in CATALOGUE.types
        return
    schema = jsonschema_rs.validator_for({**message["payload"], "components": components})
    said = json.loads(path.read_bytes())
    schema.validate(said)
    for field in said:
        assert not schema.is_valid({name: value for name, value in said.items() if name != field}), field


def test_the_writer_never_overwrites() -> None:
    """With every file there, nothing is written."""
    before = {path: path.read_bytes() for path in FILES}
    assert golden.add_missing() == []
    assert {path: path.read_bytes() for path in FILES} == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bytes_of_another_type_are_undecodable(path: Path) -> None:
    """A record's header and its bytes must say the same."""
    other = type_of(BriefingHeld) if "briefing-held" not in path.name else type_of(ReactionRefused)
    with pytest.raises(Undecodable):
        decode(other, path.read_bytes())


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"null", b"[]", b"\xff", b"{}", b'{"title":"x","when":{"date":"2020-03-04"},"place":null}']
    + [
        json.dumps(
            {"type": type_of(BriefingHeld), "title": "x", "when": {"date": day}, "place": None}
        ).encode()
        for day in (0, "1583280000", "2020-13-01", None)
    ],
)
def test_poison_is_undecodable_and_never_another_error(data: bytes) -> None:
    """Bytes without a type, of the wrong form or not JSON."""
    with pytest.raises(Undecodable):
        decode(type_of(BriefingHeld), data)


def test_what_a_later_version_added_is_passed_over() -> None:
    """At any depth; what this version knows is read as ever, and what it does not is not taken for poison."""
    held = json.loads(next(path for path in FILES if "briefing-held" in path.name).read_bytes())
    later = {**held, "added": 1, "when": {**held["when"], "added": {"more": []}}}
    assert decode(type_of(BriefingHeld), json.dumps(later).encode()) == decode(
        type_of(BriefingHeld), json.dumps(held).encode()
    )


class Grown(Value):
    """A test's own value, with two fields that it did not have at first."""

    first: str
    stated: str | None = added()
    more: tuple[str, ...] = added(())


def test_an_added_field_is_in_the_bytes_where_it_says_something() -> None:
    """And nowhere else; both forms are read."""
    assert Grown(first="a").model_dump_json() == '{"first":"a"}'
    full = Grown(first="a", stated="b", more=("c",))
    assert full.model_dump_json() == '{"first":"a","stated":"b","more":["c"]}'
    for one in (Grown(first="a"), full):
        assert Grown.model_validate_json(one.model_dump_json()) == one


def test_an_event_of_another_kind_of_stream_is_undecodable() -> None:
    """A champion's event on a briefing's stream is poison."""
    data = next(
        path for path in FILES if "champion-accepted" in path.name and "+" not in path.name
    ).read_bytes()
    decode("onevoice.registry.champion-accepted.v1", data, "champion")
    with pytest.raises(Undecodable):
        decode("onevoice.registry.champion-accepted.v1", data, "briefing")


class Greeted(Event):
    """A test's own event, in its third version."""

    type: Literal["onevoice.test.greeted.v3"] = "onevoice.test.greeted.v3"
    names: tuple[str, ...]
    language: str


def _catalogue() -> Catalogue:
    def two(old: dict[str, Any]) -> dict[str, Any]:
        return {"names": [old["name"]]}

    def three(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "language": "en"}

    upcasters = {
        "onevoice.test.greeted.v1": Upcaster("onevoice.test.greeted.v1", "onevoice.test.greeted.v2", two),
        "onevoice.test.greeted.v2": Upcaster("onevoice.test.greeted.v2", "onevoice.test.greeted.v3", three),
    }
    union = Annotated[Greeted | ReactionRefused, Field(discriminator="type")]
    return Catalogue(
        [Kind("greeting", "test", union), Kind("briefing", "consultations", BriefingEvent)], upcasters
    )


def test_old_versions_are_upcast_through_every_version_between() -> None:
    """An event of any version ever published is read as its current one."""
    catalogue = _catalogue()
    now = Greeted(names=("Ana",), language="en")
    assert catalogue.decode(now.type, now.encode()) == now
    assert (
        catalogue.decode("onevoice.test.greeted.v1", b'{"type":"onevoice.test.greeted.v1","name":"Ana"}')
        == now
    )
    second = b'{"type":"onevoice.test.greeted.v2","names":["Ana"]}'
    assert catalogue.decode("onevoice.test.greeted.v2", second, "greeting") == now


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"name":"Ana"}', b'{"type":"onevoice.test.greeted.v1"}',
             b'{"type":"onevoice.test.greeted.v2","names":["Ana"]}'],
)  # fmt: skip
def test_what_does_not_fit_its_old_version_is_undecodable(data: bytes) -> None:
    """An upcaster's failure is the record's, told as every other."""
    with pytest.raises(Undecodable):
        _catalogue().decode("onevoice.test.greeted.v1", data)
