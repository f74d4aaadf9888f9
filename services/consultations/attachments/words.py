"""Why a file that a form brought was not taken, for its reader."""

from typing import Final

from services.consultations.attachments.verdicts import Unfit, WrongKind
from shared.i18n.speech import N_, Own, Speech
from shared.problems import Problem

_KIND: Final = N_("{name}: PDF, DOCX, ODT, PNG and JPEG are taken, judged by what the file holds.")
_UNFIT: Final = N_("{name} cannot be taken: {why}.")
_LARGE: Final = N_("{name}: a file may hold 25 MB.")
_TOO_LARGE: Final = 413


def not_taken(error: WrongKind | Unfit | Problem, name: str, t: Speech) -> str:
    """What is wrong with the file of this name. Raises a ``Problem`` that is not about the file."""
    called = Own(name[-80:])
    match error:
        case WrongKind():
            return t.say(_KIND, name=called)
        case Unfit():
            return t.say(_UNFIT, name=called, why=Own(str(error)))
        case Problem(status=status) if status == _TOO_LARGE:
            return t.say(_LARGE, name=called)
    raise error
