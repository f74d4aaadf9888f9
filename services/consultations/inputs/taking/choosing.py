"""The files that the form brings: each is taken at once, so that nobody has to choose it again."""

import hashlib
from collections.abc import Sequence
from typing import Final

from services.consultations.attachments.claiming import MOST
from services.consultations.attachments.intake import Attachment, find, take
from services.consultations.attachments.verdicts import Unfit, WrongKind
from services.consultations.attachments.words import not_taken
from services.consultations.inputs.taking.form import Entered, answer_of, id_of
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.questions import FileQuestion
from shared.i18n.speech import N_, Own, Speech
from shared.problems import Problem
from shared.runtime.service import Room
from shared.vault import Erased
from shared.web.edge.parts import Brought

_AGAIN: Final = N_("{name} could not be kept: choose it again.")


class Choosing:
    """Takes the files of one form, which ``name`` tells from all others: sent again, they are the same files."""

    def __init__(self, room: Room, name: str, t: Speech) -> None:
        self._room = room
        self._name = name
        self._t = t.marked()

    async def take(self, filled: Entered, files: Sequence[Brought]) -> tuple[Entered, dict[str, str]]:
        """The form with what was taken, and, by field, why others were not."""
        values, wrong = dict(filled.values), dict[str, str]()
        for file in files:
            before = values.get(file.field, ())
            id_ = await self._id(file)
            if len(before) == MOST:
                wrong[file.field] = self._t.say_n("Choose {n} at most.", "Choose {n} at most.", MOST)
            elif why := await self._refused(file, id_):
                wrong[file.field] = why
            else:
                values[file.field] = (*before, id_)
        return Entered(values), wrong

    async def _id(self, file: Brought) -> str:
        hashed = hashlib.sha256()
        async for piece in file.pieces():
            hashed.update(piece)
        return self._room.links.derive("attachment", self._name, file.field, hashed.hexdigest())

    async def _refused(self, file: Brought, id_: str) -> str | None:
        """Take it; what is wrong with it, if anything."""
        try:
            await take(self._room.vault, id_, file.pieces())
        except Erased:
            return self._t.say(_AGAIN, name=Own(file.name[-80:]))
        except (WrongKind, Unfit, Problem) as error:
            return not_taken(error, file.name, self._t)
        return None


def asked(files: Sequence[Brought], terms: Terms) -> list[Brought]:
    """Those that the call has a question for."""
    fields = {id_of(one) for one in terms.questions if isinstance(one, FileQuestion)}
    return [file for file in files if file.field in fields]


async def held(room: Room, filled: Entered, terms: Terms) -> dict[str, list[Attachment]]:
    """The files that were taken before, by their fields; those that are no longer there are left out."""
    found: dict[str, list[Attachment]] = {}
    for question in terms.questions:
        named = answer_of(filled, question)
        if isinstance(question, FileQuestion) and isinstance(named, tuple):
            there = [await find(room.vault, one) for one in named]
            found[id_of(question)] = [one for one in there if one]
    return found
