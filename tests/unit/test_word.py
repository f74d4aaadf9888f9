"""What a search takes for the word."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from onevoice.people.search import Search
from onevoice.people.word import Word
from shared.kafka.records import Record
from shared.settings import Settings
from shared.views.parked import Raw


@pytest.mark.parametrize(
    "value",
    [
        "Für Müller",
        "MÜLLER",
        "Mu\u0308ller",
        json.dumps("für Müller"),
        json.dumps("MÜLLER"),
        quote("für/Müller"),
        "Müller".encode(),
        b"\x00\xff\xc3" + "Müller".encode() + b"\xff",
        {"a": [1, None, {"b": ("x", "müller@mission.example")}]},
        {"Müller": 1},
    ],
    ids=repr,
)
def test_a_word_is_found_however_it_is_written(value: Any) -> None:
    """In any case, composed or not, as bytes among others, escaped as JSON and addresses do it, however deep."""
    assert Word("müller").within(value)


def test_another_word_is_not_found() -> None:
    """Nor is anything in nothing."""
    others: list[Any] = ["Mueller", b"M\xffller", None, [], {"a": 7}, "100 % \\u", json.dumps("\U0001f30d")]
    for value in others:
        assert not Word("müller").within(value)
    assert Word("\U0001f30d").within(json.dumps("the \U0001f30d"))
    assert Word("4711").within({"telephone": 4711})


@pytest.mark.law(13)
def test_every_part_of_a_record_is_looked_at() -> None:
    """Key, value, the names of headers and what they hold; the place alone is said."""
    parts: list[tuple[bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...]]] = [
        (b"contact-amina", b"{}", ()),
        (b"contact-1", b'{"name": "Amina"}', ()),
        (b"contact-1", None, (("amina", None),)),
        (b"contact-1", b"{}", (("other", b"to amina@mission.example"),)),
        (b"contact-1", b"{}", (("other", b"\xff"),)),
        (None, None, ()),
    ]
    search = Search("amina", Settings())
    for offset, (key, value, headers) in enumerate(parts):
        record: Record = Raw("t", 3, offset, key, value, headers)
        search.take(record)
    assert search.looked.found == [f"t[3]@{offset}" for offset in range(4)]
    assert search.looked.records == len(parts)
    assert not any("amina" in line.lower() for line in search.looked.said())
