"""A record's envelope: whatever stands in it, it is read or said to be malformed, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.kafka.records import Headers, Malformed, incoming, outgoing
from shared.views.parked import Raw
from tests.support.tally import said
from tests.support.topic import NEEDED, appended

STREAM = "champion-PRT"
[(KEY, DATA, GOOD)] = outgoing("registry", appended(STREAM, [said("1")]))
NAMES = st.sampled_from(
    [name for name, _ in GOOD] + ["ce_causationid", "traceparent", "ce_silent", "ce_else"]
)
VALUES = st.one_of(
    st.none(),
    st.binary(max_size=80),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers().map(lambda number: str(number).encode()),
    st.datetimes().map(lambda moment: moment.isoformat().encode()),
    st.sampled_from([value for _, value in GOOD]),
)


def raw(
    headers: Headers | list[tuple[str, bytes | None]], key: bytes | None = KEY, data: bytes | None = DATA
) -> Raw:
    return Raw("onevoice.registry.v1", 3, 5, key, data, tuple(headers))


@pytest.mark.law(11)
@given(
    st.lists(NAMES, max_size=3),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.one_of(st.just(KEY), st.none(), st.binary(max_size=40)),
    st.one_of(st.just(DATA), st.none(), st.binary(max_size=40)),
)
@example(["ce_subject"], [], KEY, DATA)
@example(["ce_subject"], [("ce_subject", None)], KEY, DATA)
@example(["ce_time"], [("ce_time", b"2020-03-04T10:00:00")], KEY, DATA)
@example(["ce_streamversion"], [("ce_streamversion", b"9" * 5_000)], KEY, DATA)
def test_no_envelope_raises_anything_but_malformed(
    missing: list[str], more: list[tuple[str, bytes | None]], key: bytes | None, data: bytes | None
) -> None:
    """Whatever is missing, doubled, null or of other bytes; what is read fits the store and names its stream."""
    headers = [(name, value) for name, value in GOOD if name not in missing] + more
    try:
        found = incoming(raw(headers, key, data))
    except Malformed:
        return
    assert found.stream == (key or b"").decode()
    assert 1 <= found.version < 2**63
    assert 0 <= found.context.hops < 2**63
    assert found.at.tzinfo is not None
    assert len(found.digest) == 32


@pytest.mark.law(11)
@pytest.mark.parametrize("name", NEEDED)
def test_every_header_that_is_needed_is_asked_for_by_its_name(name: str) -> None:
    """Missing, null, or there twice with two values: the reason names the header."""
    rest = [(n, v) for n, v in GOOD if n != name]
    for headers in (rest, [*rest, (name, None)], [*GOOD, (name, b"another")]):
        with pytest.raises(Malformed, match=name) as caught:
            incoming(raw(headers))
        assert caught.value.stream == STREAM


def test_a_header_that_stands_twice_and_says_the_same_is_one() -> None:
    """A repeat of the same word changes nothing."""
    assert incoming(raw([*GOOD, GOOD[1]])) == incoming(raw(GOOD))
