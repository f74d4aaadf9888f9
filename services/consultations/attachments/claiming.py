"""The files that an input names: each is part of one input for ever, and its receipt opens what commits to it."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.consultations.attachments.intake import Attachment, find, secrets
from services.consultations.inputs.receipts.receipt import Nonces
from shared.contracts.consultations.inputs import Attached, Committed, InputReceived
from shared.contracts.consultations.questions import Answer, FileQuestion, Question
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import invalid
from shared.vault import Erased, Vault

CLAIM: Final = "input"
"""The vault's field of a file for the input that it is part of."""
MOST: Final = 10
"""Files of one input."""


async def claim(
    vault: Vault, id_: str, answers: Mapping[str, Answer], questions: Iterable[Question]
) -> tuple[Attached, ...]:
    """The files that these answers name, as parts of the input. Raises ``Problem`` 422 that names the question."""
    found: list[Attached] = []
    for question in questions:
        named = answers.get(question.key)
        if not isinstance(question, FileQuestion) or not isinstance(named, tuple):
            continue
        for file in named:
            attachment = await _claimed(vault, id_, file)
            if attachment is None or len(found) == MOST:
                raise invalid([Wrong(f"answers.{question.key}", _RIGHT, {"most": MOST})])
            found.append(_attached(attachment, question.key))
    return tuple(found)


_RIGHT: Final = N_(
    "ids of files that were sent to this call and belong to no other input are right, {most} at most"
)


async def _claimed(vault: Vault, id_: str, file: str) -> Attachment | None:
    """The file, where it is there and nobody else's."""
    attachment = await find(vault, file)
    try:
        # Held first: what waits for its input is swept after a day, and then cannot be claimed any more.
        if attachment is None or not await vault.hold(file):
            return None
        drawer = await vault.open(file)
    except Erased:
        return None
    return attachment if await drawer.deposit(CLAIM, id_) == id_ else None


def _attached(one: Attachment, question: str) -> Attached:
    return Attached(
        id=one.id,
        question=question,
        media_type=one.kind.media_type,
        received=Committed(size=one.received_size, commitment=one.received),
        stored=Committed(size=one.stored_size, commitment=one.stored),
    )


async def nonces(vault: Vault, said: InputReceived) -> Nonces:
    """What opens the commitments of an input's files. Raises ``Erased``."""
    found = {}
    for file in said.files:
        opened = await secrets(vault, file.id)
        found[file.id] = (opened.received, opened.stored)
    return found
