"""Records of one briefing from several sources, merged."""

from typing import Any

import pytest
from hypothesis import given

from onevoice.record.format import BriefingRecord
from onevoice.record.merging import RecordsDiffer, merged
from tests.support.records import records


def record(**more: Any) -> BriefingRecord:
    """A record of one briefing."""
    base = {"key": "k", "title": "Briefing", "held_on": "2020-10-19"}
    return BriefingRecord.model_validate({**base, **more})


CHAMPION = {"key": "champion_BGD", "kind": "champion_accepted", "country": "BGD"}
ANOTHER = {"key": "champion_SLV", "kind": "champion_accepted", "country": "SLV"}


def test_what_each_says_is_in_the_merged_record_with_its_source() -> None:
    """A fact keeps a source of its own; what both say is said once."""
    one = record(
        source="the minutes",
        outcomes=[CHAMPION],
        interventions=[
            {"by": "IOM", "points": ["a"], "figure": {"champions": {"value": 13, "source": "p. 2"}}}
        ],
    )
    other = record(
        source="the press release",
        place="Geneva",
        outcomes=[CHAMPION, ANOTHER],
        interventions=[{"by": "IOM", "points": ["a"], "figure": {"champions": 13}}, {"by": "OHCHR"}],
        attendance={"at_least": 150},
    )
    both = merged([one, other])
    assert (both.place, both.source, both.attendance and both.attendance.source) == (
        "Geneva",
        "the minutes",
        "the press release",
    )
    assert [(entry.key, entry.outcome.source) for entry in both.outcomes] == [
        ("champion_BGD", "the minutes"),
        ("champion_SLV", "the press release"),
    ]
    assert [(one.by, one.source) for one in both.interventions] == [
        ("IOM", "the minutes"),
        ("OHCHR", "the press release"),
    ]
    assert both.interventions[0].figures[0].source == "p. 2"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"title": "Another"}, "differ on title"),
        ({"attendance": {"total": 140}}, "differ on attendance"),
        ({"outcomes": [{**ANOTHER, "key": "champion_BGD"}]}, "differ on outcomes, champion_BGD"),
        ({"key": "other"}, "two briefings, k and other"),
    ],
)
def test_what_they_say_differently_is_named(more: dict[str, Any], told: str) -> None:
    """And nothing is made of it."""
    one = record(attendance={"total": 139}, outcomes=[CHAMPION])
    with pytest.raises(RecordsDiffer, match=told):
        merged([one, record(**more)])


@given(said=records)
def test_a_record_merged_with_itself_is_itself(said: BriefingRecord) -> None:
    """But that its facts name its source."""
    alone = merged([said])
    assert alone == said
    twice = merged([said, said])
    assert merged([twice, said]) == twice
    if said.source is None:
        assert twice == said
