"""A citation shows what its input says now, and nothing else, whatever its author and the moderators do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.citations.passages.quoting import commitment, quoted
from services.consultations.inputs import commands as c
from services.consultations.inputs import domain
from services.consultations.inputs.content import Content
from services.consultations.inputs.moderating.redaction import LeftOut, left_of
from services.consultations.inputs.projection import INPUTS, InputState
from services.consultations.inputs.publishing.library import REDACTED, field_of, shown
from services.consultations.inputs.taking.intake import CONTENT
from shared.contracts.consultations.citations import PassageMarked
from shared.contracts.consultations.inputs import Committed
from shared.vault import Drawer, under
from tests.support.examples_of_calls import AT, ID, RECEIVED
from tests.support.spec import spec
from tests.support.streams import fold, recorded

pytestmark = pytest.mark.law(14)
BY = "moderator"
ANSWER = "We wait \U0001f30d at the border. Ali waits with us. Nobody says why."
ORIGINAL = Content(answers={"progress": ANSWER}, name=None, location=None, legal_status=None)
inputs = spec(domain.decide, domain.evolve, domain.ABSENT)


@dataclass
class Desk:
    """An input, its vault, and what was marked of it: each mark with the text that its officer read."""

    moderated: bool
    kept: dict[str, Content] = field(default_factory=lambda: {CONTENT: ORIGINAL})
    marks: list[tuple[PassageMarked, str]] = field(default_factory=list)
    drawer: Drawer = field(default_factory=lambda: Drawer(None, None, ID, b"k" * 32))  # type: ignore[arg-type]
    made: Any = None

    def __post_init__(self) -> None:
        received = RECEIVED.model_copy(update={"moderated": self.moderated, "answered": ("progress",)})
        self.made = inputs.heard(c.ReceiveInput(received=received))

    @property
    def state(self) -> InputState:
        """The input's entry."""
        found = fold(INPUTS, recorded(f"input-{ID}", self.made.events))
        assert found
        return found

    def say(self, *commands: Any) -> None:
        """What may be said of the input is said."""
        self.made = self.made.heard(*commands)
        if self.state.input.standing == "erased":
            self.kept.clear()

    def redact(self, start: int, end: int) -> None:
        """A moderator leaves a passage out."""
        if passage := ANSWER[start:end].strip():
            left = left_of(ORIGINAL, LeftOut(passages={"progress": (passage,)}))
            said = self.drawer.commitment(REDACTED, left.encode())
            published = Committed(size=len(left.encode()), commitment=said)
            self.kept |= {under(REDACTED, said): left} if self.kept else {}
            claim = c.ClaimInput(by=BY, at=AT)
            self.say(claim, c.RedactInput(by=BY, reason="names_others", note=None, published=published))

    def mark(self, start: int, end: int) -> None:
        """An officer marks what the input says then."""
        content = self.kept.get(field_of(self.state))
        text = str(content.answers["progress"])[start:end] if content else ""
        if text:
            said = commitment(self.drawer, "progress", start, start + len(text), text)
            where = {
                "input": ID,
                "call": "c",
                "question": "progress",
                "start": start,
                "end": start + len(text),
            }
            marked = PassageMarked(**where, commitment=said, finding="f", example=False, by="o")
            self.marks.append((marked, text))

    def published(self) -> str | None:
        """What anybody may read of the answer."""
        state, content = self.state, self.kept.get(field_of(self.state))
        return str(shown(state, content).answers["progress"]) if content and state.published else None

    def cited(self) -> list[tuple[str | None, str]]:
        """What is shown of each mark, and what was marked."""
        answer = self.published()
        answers = {} if answer is None else {"progress": answer}
        return [(quoted(marked, answers, self.drawer), text) for marked, text in self.marks]


EDGES = st.tuples(st.integers(0, len(ANSWER)), st.integers(0, len(ANSWER))).map(sorted)
STEPS = st.one_of(
    st.tuples(st.just("mark"), EDGES),
    st.tuples(st.just("redact"), EDGES),
    st.sampled_from(
        [
            ("say", (c.ChangeConsent(consent="counted"),)),
            ("say", (c.ChangeConsent(consent="unnamed"),)),
            ("say", (c.WithdrawInput(by="author"),)),
            ("say", (c.EraseInput(by="author"),)),
            ("say", (c.ClaimInput(by=BY, at=AT), c.AcceptInput(by=BY))),
            ("say", (c.ClaimInput(by=BY, at=AT), c.RefuseInput(by=BY, reason="other", note=None))),
            ("say", (c.AnswerModeration(answer="a" * 64),)),
        ]
    ),
)


@given(st.booleans(), st.lists(STEPS, max_size=14))
def test_a_citation_never_shows_what_was_taken_back(moderated: bool, steps: Sequence[Any]) -> None:  # noqa: FBT001
    """In any order of what its author, moderators and officers do."""
    desk = Desk(moderated)
    for what, said in steps:
        getattr(desk, what)(*said)
        state, answer = desk.state.input, desk.published()
        for text, marked in desk.cited():
            if text is None:
                continue
            assert text == marked
            assert answer is not None
            assert text in answer
            assert (state.standing, state.consent != "counted") == ("standing", True)
            assert state.moderation in {"not_asked", "accepted", "redacted"}


def test_a_passage_before_a_gap_is_shown_and_one_behind_it_is_not() -> None:
    """Its place is not there any more: nothing is guessed."""
    desk = Desk(moderated=True)
    ali = ANSWER.index("Ali")
    desk.mark(0, 7)
    desk.mark(ali, ali + 3)
    desk.mark(len(ANSWER) - 4, len(ANSWER))
    desk.say(c.ClaimInput(by=BY, at=AT), c.AcceptInput(by=BY))
    assert [text for text, _ in desk.cited()] == ["We wait", "Ali", "why."]
    redacted = Desk(moderated=True, marks=desk.marks)
    redacted.redact(ali, ali + len("Ali waits"))
    assert [text for text, _ in redacted.cited()] == ["We wait", None, None]


def test_a_commitment_says_where_and_what_and_nothing_without_the_key() -> None:
    """Another place, text, or vault has another one."""
    one, two = (Drawer(None, None, ID, key * 32) for key in (b"a", b"b"))  # type: ignore[arg-type]
    said = {
        commitment(one, "progress", 0, 2, "We"),
        commitment(one, "progress", 1, 3, "We"),
        commitment(one, "progress", 0, 2, "we"),
        commitment(one, "where", 0, 2, "We"),
        commitment(two, "progress", 0, 2, "We"),
    }
    assert len(said) == 5
