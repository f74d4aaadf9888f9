"""What notifications writes to the author of a cited input, when it does: nothing of it stays there."""

from collections.abc import Sequence

from services.consultations.calls.api import CALL
from services.consultations.citations.cited import Cited
from services.consultations.citations.own import OwnCitation, own
from services.consultations.inputs.authors.access import Authors
from services.consultations.inputs.taking.intake import INPUT
from shared.contracts.consultations.questions import Versions
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Value


class CitationLetter(Value):
    """What a mail about a citation is made of: null where the input is cited there no more.

    ``title`` is the call's, ``place`` the author's page.
    """

    title: Versions
    place: str
    citation: OwnCitation | None


class Letters:
    """Says what stands in a letter as of now. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._room, self._authors, self._cited = room, Authors(room), Cited(room)

    async def wait_for(self, seen: Sequence[tuple[str, int]]) -> None:
        """Until these versions of passages and findings are visible. Raises ``NotYet`` and ``NotFolded``."""
        passages = [one for one in seen if one[0].startswith("passage-")]
        await self._cited.passages.wait_for(passages)
        await self._cited.findings.wait_for([one for one in seen if one not in passages])

    async def of(self, input_: str, finding: str) -> CitationLetter:
        """The letter. Raises ``Problem`` 404 for an input that is not there, or was erased."""
        _, state = await self._room.commands.read(INPUT, f"input-{input_}")
        if state.received is None or state.standing == "erased":
            raise Problem(404, "not-found", "there is no such input, or it was erased")
        _, call = await self._room.commands.read(CALL, f"call-{state.received.call}")
        found = await self._cited.findings_of(input_)
        return CitationLetter(
            title=call.terms.title if call.terms else {},
            place=self._authors.place(input_, state.received),
            citation=next((own(one) for one in found if one.key == finding), None),
        )
