"""What loading a record would do: the steps, and what the registry would refuse of its outcomes."""

from collections.abc import Iterator, Sequence

from onevoice.api import Api
from onevoice.record.format import BriefingRecord
from onevoice.record.plan import plan, untold
from onevoice.record.shown import BriefingShown
from onevoice.record.steps import Step
from shared.contracts.consultations.briefings import OutcomeRecorded
from shared.web.routes.preview import Consequences, preview

_FOLLOWS = "/registry/api/consequences"


async def rehearse(api: Api, record: BriefingRecord) -> list[str]:
    """A line for each step, for what no step can change, and for what would be refused; nothing is sent.

    Raises ``ApiRefused``.
    """
    found = await api.get(f"/consultations/api/briefings/{record.key}")
    shown = BriefingShown.read(found.content) if found else None
    steps = plan(record, shown)
    lines = [f"would send: {step.sentence}" for step in steps]
    lines += [f"would not change: {sentence}" for sentence in untold(record, shown)]
    for key, event in _outcomes(record, steps):
        version = shown.version if shown else 0
        asked = preview(f"briefing-{record.key}", version, [event])
        answer = await api.post(_FOLLOWS, asked.model_dump(mode="json"), f"rehearsal-{record.key}-{key}")
        follows = Consequences.model_validate(answer).previews
        lines += [f"would be refused: outcome {key}: {one.refused}" for one in follows if one.refused]
    lines.append(f"briefing {record.key}: {len(steps) or 'no'} differences; nothing was sent")
    return lines


def _outcomes(record: BriefingRecord, steps: Sequence[Step]) -> Iterator[tuple[str, OutcomeRecorded]]:
    """The outcomes that the steps record or correct, as the registry would hear of them."""
    told = {
        step.path.rpartition("/outcomes/")[2].partition("/")[0]
        for step in steps
        if "/outcomes/" in step.path and step.path.endswith(("/record", "/correct"))
    }
    day = record.held_on.date if record.held_on else None
    for entry in record.outcomes:
        if day and entry.key in told and not entry.withdrawn:
            yield entry.key, OutcomeRecorded(key=entry.key, outcome=entry.outcome, announced_on=day)
