"""The events of a cited passage, stream ``passage-<id>``, and of a finding, stream ``finding-<key>``.

What a passage says stands in no event: it lies in the vault with its input, and goes with it.
"""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, model_validator

from shared.contracts.consultations.inputs import InputId
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Event, Sentences
from shared.contracts.reactions import ReactionRefused
from shared.dates import recorded
from shared.forms import worded
from shared.texts import N_
from shared.values import Count, Flag, Key, Name, Sha256, Text, Value, mistake

OutcomeKind = Literal["report_section", "answer", "briefing_outcome", "review_conclusion"]
"""What a finding can lead to."""
OUTCOME_KINDS: Final[Mapping[OutcomeKind, str]] = {
    "report_section": N_("a section of a report"),
    "answer": N_("an agreed answer"),
    "briefing_outcome": N_("an outcome of a briefing"),
    "review_conclusion": N_("a conclusion of a review"),
}
"""What each is called."""
_PART: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,79}"
_WITHIN: Final = frozenset({"report_section", "briefing_outcome"})
"""Those that are a part of something: ``<briefing>#<outcome>``."""


TargetKey = Annotated[
    str, StringConstraints(max_length=161), Field(json_schema_extra={"pattern": f"^{_PART}(#{_PART})?$"})
]
"""The key of what came of a finding: of a whole, or of a part of it behind a #."""


class LedTo(Value):
    """Something that a finding led to: ``<report>#<section>``, an issue, ``<briefing>#<outcome>``, a conclusion."""

    kind: OutcomeKind = Field(title=N_("What came of it"), json_schema_extra=worded(OUTCOME_KINDS))
    target: TargetKey = Field(
        title=N_("Which one"),
        description=N_(
            "A report and its section as report#section, an issue, a briefing and its outcome as briefing#outcome, "
            "or a word for the conclusion."
        ),
    )

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        form, right = _PART, N_("its key is right: letters, digits, - and _")
        if self.kind in _WITHIN:
            form, right = (
                f"{_PART}#{_PART}",
                N_("the whole and its part are right, as in 2020-03-04#champion_PRT"),
            )
        if not recorded(info) and not re.fullmatch(form, self.target):
            raise mistake("target", N_("{value} names none"), right, value=repr(self.target[:90]))
        return self

    @property
    def whole(self) -> str:
        """The report, issue, briefing or review."""
        return self.target.partition("#")[0]

    @property
    def part(self) -> str:
        """The section or the outcome in it; empty where it is the whole."""
        return self.target.partition("#")[2]


RemovalReason = Literal["by_mistake", "does_not_support", "misread", "asked_by_its_author", "other"]
"""Why a passage is not cited any more: of a list, since a text could repeat what the passage said."""
REMOVAL_REASONS: Final[Mapping[RemovalReason, str]] = {
    "by_mistake": N_("It was marked by mistake"),
    "does_not_support": N_("It does not support the finding"),
    "misread": N_("It was misread"),
    "asked_by_its_author": N_("Its author asked for it"),
    "other": N_("Another reason"),
}
"""What each is called."""


class PassageMarked(Event, type="onevoice.consultations.passage-marked.v1"):
    """An officer marked a passage of an answer for a finding: from ``start`` up to ``end``, in Unicode code points.

    ``commitment`` is to question, offsets and the exact text, by a nonce that is gone when the input is erased.
    """

    input: InputId
    call: Key
    question: Key
    start: Count
    end: Count
    commitment: Sha256
    finding: Key
    example: Flag
    by: Name
    says = (N_("A passage of an input is cited in the finding {finding}"),)


class PassageTied(Event, type="onevoice.consultations.passage-tied.v1"):
    """The same passage is cited in another finding, too, or again in one from which it was removed."""

    input: InputId
    finding: Key
    by: Name
    says = (N_("The passage is cited in the finding {finding}, too"),)


class PassageRemoved(Event, type="onevoice.consultations.passage-removed.v1"):
    """The passage is cited in this finding no more."""

    finding: Key
    reason: RemovalReason
    by: Name
    says = (N_("The passage is cited in the finding {finding} no more"),)


class FindingRecorded(Event, type="onevoice.consultations.finding-recorded.v1"):
    """A sentence that inputs support; ``call`` is null where they answer several. ``example`` is for ever."""

    text: Versions
    call: Key | None
    example: Flag
    by: Name
    says = (N_("The finding “{it}” is recorded"),)


class FindingCorrected(Event, type="onevoice.consultations.finding-corrected.v1"):
    """The finding says this instead."""

    text: Versions
    by: Name
    says = (N_("The finding is corrected: “{it}”"),)


class FindingWithdrawn(Event, type="onevoice.consultations.finding-withdrawn.v1"):
    """The finding is taken back."""

    reason: Text
    by: Name
    says = (N_("The finding “{it}” is taken back"),)
    adds = (N_("Reason: {reason}"),)


class OutcomeTied(Event, type="onevoice.consultations.outcome-tied.v1"):
    """Something came of the finding."""

    kind: OutcomeKind
    target: TargetKey
    by: Name
    says_by = "kind"
    says: ClassVar[Mapping[object, Sentences]] = {
        "report_section": (N_("A section of a report says what became of the finding “{it}”"),),
        "answer": (N_("An agreed answer says what became of the finding “{it}”"),),
        "briefing_outcome": (N_("An outcome of a briefing follows from the finding “{it}”"),),
        "review_conclusion": (N_("A conclusion of a review follows from the finding “{it}”"),),
    }


class OutcomeUntied(Event, type="onevoice.consultations.outcome-untied.v1"):
    """That did not come of the finding, after all."""

    kind: OutcomeKind
    target: TargetKey
    reason: Text
    by: Name
    says = (N_("Something is said no more to have come of the finding “{it}”"),)
    adds = (N_("Reason: {reason}"),)


PassageEvent = Annotated[
    PassageMarked | PassageTied | PassageRemoved | ReactionRefused, Field(discriminator="type")
]
"""Every event of a stream ``passage-…``."""
FindingEvent = Annotated[
    FindingRecorded | FindingCorrected | FindingWithdrawn | OutcomeTied | OutcomeUntied | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``finding-…``."""
