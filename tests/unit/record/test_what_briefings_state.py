"""What testers wrote of real briefings and no record could hold."""

import pytest

from onevoice.record.plan import plan
from onevoice.record.read import read, read_bytes
from tests.docs.markdown import ROOT
from tests.support.api import Api
from tests.support.stated import EVERYTHING


@pytest.mark.parametrize("name", ["briefing-2020-03-04", "briefing-2020-10-19", "briefing-2021-06-24", None])
def test_every_record_loads_whole(name: str | None) -> None:
    """And says nothing more when it is loaded again."""
    record = read(ROOT / "examples" / f"{name}.yaml") if name else read_bytes(EVERYTHING)
    api = Api(record.key)
    assert api.send(plan(record, None)) == len(api.records)
    assert plan(record, api.shown) == []
    assert api.state
    assert len(api.state.outcomes) == len(record.outcomes)
    assert api.state.interventions == record.interventions
    assert api.state.attendance == record.attendance
    french = [] if name else ["Une séance qui dit tout", "Examens régionaux"]
    assert [one.version for one in api.state.wordings if one.language == "fr"] == french
    assert [item.key for item in api.state.outcomes if item.follow_up] == ([] if name else ["m"])
