"""An author's pages: the receipt, where the input stands, and what only its author may do with it.

The sealed word in the address is the right to act, as a receipt's holder has no account. A GET changes nothing.
"""

import pathlib
import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS
from services.consultations.calls.words import FOLDER
from services.consultations.citations.words import FOLDER as OF_CITATIONS
from services.consultations.inputs import commands as c
from services.consultations.inputs.authors.access import Answered, Authors, Own
from services.consultations.inputs.authors.api import AN_AUTHOR
from services.consultations.inputs.content import Content
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.publishing.files_api import FILE, file_of
from services.consultations.inputs.publishing.library import files_of
from services.consultations.inputs.receipts.receipt import SignedReceipt
from services.consultations.inputs.taking.intake import CONTENT, INPUT, Intake
from services.consultations.inputs.words import CONSENTS, WORDS
from shared.auth import LINK
from shared.contracts.consultations.citations import OUTCOME_KINDS
from shared.contracts.consultations.inputs import InputId
from shared.i18n.speech import N_
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import HTML, Fields, Pages, form, onward
from shared.web.pages.visit import Visit, Visiting

_PLACE: Final = "/consultations/mine"
_NOTES: Final = {
    "received": N_("Your input was received."),
    "mailed": N_("Your input was received. The receipt is on its way to your e-mail address."),
    "unmailed": N_(
        "Your input was received. "
        "Its receipt cannot be mailed at the moment: the mail follows. Keep the address of this page, too."
    ),
    "example": N_(
        "Your input was received. This call is an example, so no mail is sent. Keep the address of this page."
    ),
    "consent": N_("Your consent is changed."),
    "withdrawn": N_("Your input is withdrawn."),
    "erased": N_("What your input said is erased."),
    "answered": N_("Your answer was received: a moderator looks at your input again."),
}
Token = Annotated[
    str,
    Path(
        description="The word `author` that came with a receipt.",
        json_schema_extra={"pattern": r"^[A-Za-z0-9_-]{1,400}$"},
    ),
]


def routes(room: Room) -> APIRouter:
    """The author's pages."""
    router = APIRouter(prefix="/mine", tags=["inputs"], default_response_class=HTMLResponse)
    pages, problems = _AuthorPages(room), documented(404, 422, 503)
    done = {
        303: {"description": "To the author's page."},
        **documented(400, 403, 404, 409, 413, 415, 422, 429, 503),
    }
    everybody, ours = [Depends(LINK)], [Depends(LINK), Depends(same_origin(room.origin))]
    page: dict[str, Any] = {"responses": {200: HTML, **problems}, "dependencies": everybody}
    router.get("/{token}", **page)(pages.own)
    router.get("/{token}/withdraw", **page)(pages.ask_to_withdraw)
    router.get("/{token}/erase", **page)(pages.ask_to_erase)
    router.get(
        "/{token}/files/{file}", response_class=StreamingResponse, responses=FILE, dependencies=everybody
    )(pages.file)
    file: dict[str, Any] = {"response_class": JSONResponse, "responses": problems, "dependencies": everybody}
    router.get("/{token}/receipt.json", response_model=SignedReceipt, **file)(pages.receipt)
    router.get("/{token}/proof.json", response_model=SignedReceipt, **file)(pages.proof)
    router.get("/{token}/content.json", response_model=Content, **file)(pages.content)
    for path, post in (
        ("/{token}/consent", pages.consent),
        ("/{token}/withdraw", pages.withdraw),
        ("/{token}/erase", pages.erase),
        ("/{token}/answer", pages.answer),
    ):
        router.post(path, status_code=303, responses=done, dependencies=ours)(post)
    return router


_NO_INPUT: Final = "This address leads to no input. Copy the whole of it, as it stood beside your receipt."


class _AuthorPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._authors, self._intake = Authors(room), Intake(room)
        self._inputs, self._calls = room.reader(INPUTS), room.reader(CALLS)
        here, words = pathlib.Path(__file__).with_name("templates"), {**WORDS, "outcome_kinds": OUTCOME_KINDS}
        self._pages = Pages("/consultations", here, FOLDER, OF_CITATIONS, **words)

    async def own(self, token: Token, visit: Visiting) -> Response:
        """The receipt, what the input says and where it stands."""
        return await self._shown(visit, token, await self._id(token), note=_NOTES.get(visit.done))

    async def _shown(self, visit: Visit, token: str, id_: str, status: int = 200, **said: Any) -> Response:
        own = await self._authors.shown(id_)
        receipt = await self._intake.receipt(id_) if own.standing != "erased" else None
        call = await self._calls.get(f"call-{own.received.call}")
        return self._pages.show(
            "own.html",
            visit,
            to_calls(visit.speech),
            status=status,
            own=own,
            call=call.state if call else None,
            receipt=receipt.receipt if receipt else None,
            opening=receipt.opening if receipt else None,
            files=files_of(own.received),
            address=f"{self._room.origin}{_PLACE}/{token}",
            place=f"{_PLACE}/{token}",
            command=uuid.uuid4().hex,
            consents=_offered(own),
            **{"note": None, "refused": None, "wrong": None, "typed": "", **said},
        )

    async def receipt(self, token: Token) -> Response:
        """The receipt as a file that may be shown."""
        made = await self._intake.receipt(await self._id(token))
        return _file(made.to_be_shown(), f"onevoice-receipt-{made.receipt.input[:8]}.json")

    async def proof(self, token: Token) -> Response:
        """The receipt with what proves which words it is for."""
        made = await self._intake.receipt(await self._id(token))
        return _file(made.model_dump_json(indent=1).encode(), f"onevoice-proof-{made.receipt.input[:8]}.json")

    async def content(self, token: Token) -> Response:
        """The bytes that the receipt's commitment is over."""
        id_ = await self._id(token)
        kept = (await self._room.vault.read([id_], CONTENT)).get(id_)
        if kept is None:
            raise Problem(404, "not-found", "this input was erased")
        return _file(kept.encode(), f"onevoice-content-{id_[:8]}.json")

    async def file(self, token: Token, file: InputId) -> Response:
        """A file that is part of the input, as it is kept."""
        _, state = await self._authors.own(await self._id(token), None, token)
        return await file_of(self._room, state, file)

    async def ask_to_withdraw(self, token: Token, visit: Visiting) -> Response:
        """What withdrawing means, and the button that does it."""
        return await self._ask(token, visit, "withdraw.html")

    async def ask_to_erase(self, token: Token, visit: Visiting) -> Response:
        """What erasing means, and the button that does it."""
        return await self._ask(token, visit, "erase.html")

    async def _ask(self, token: str, visit: Visit, template: str) -> Response:
        own = await self._authors.shown(await self._id(token))
        crumb = Crumb(visit.speech.say(N_("Your input")), f"{_PLACE}/{token}")
        return self._pages.show(
            template, visit, to_calls(visit.speech), crumb, own=own, place=f"{_PLACE}/{token}"
        )

    async def consent(self, token: Token, request: Request, visit: Visiting) -> Response:
        """Allow something else."""
        id_, given = await self._id(token), _one(await form(request), "consent")
        consent = next((value for value in CONSENTS if value == given), None)
        if consent is None:
            return await self._shown(visit, token, id_, 422, wrong="consent")
        return await self._act(visit, token, id_, c.ChangeConsent(consent=consent), "consent")

    async def withdraw(self, token: Token, visit: Visiting) -> Response:
        """Take it back."""
        return await self._act(visit, token, await self._id(token), c.WithdrawInput(by="author"), "withdrawn")

    async def erase(self, token: Token, visit: Visiting) -> Response:
        """Have it destroyed."""
        return await self._act(visit, token, await self._id(token), c.EraseInput(by="author"), "erased")

    async def answer(self, token: Token, request: Request, visit: Visiting) -> Response:
        """Answer the moderator, once."""
        id_, typed = await self._id(token), _one(await form(request), "text")
        try:
            said = Answered(text=typed)
        except ValueError:
            return await self._shown(visit, token, id_, 422, wrong="text", typed=typed)
        _, state = await self._authors.own(id_, None, token)
        if state.answer is not None:
            return onward(f"{_PLACE}/{token}", "answered")
        command = await self._authors.answer(id_, said, AN_AUTHOR)
        return await self._act(visit, token, id_, command, "answered", typed=typed)

    async def _id(self, token: str) -> str:
        """The input that the address is for. Raises ``Problem`` 404."""
        id_ = self._authors.sealed(token)
        if id_ is None:
            raise Problem(404, "not-found", _NO_INPUT)
        await self._authors.own(id_, None, token)
        return id_

    async def _act(
        self, visit: Visit, token: str, id_: str, command: c.InputCommand, note: str, *, typed: str = ""
    ) -> Response:
        """Run the command, and go where the reader sees what came of it."""
        stream, actor, wait = f"input-{id_}", AN_AUTHOR.actor, self._inputs.wait_for
        try:
            await acted(self._room.commands, INPUT, stream, command, actor, wait)
        except Refused as error:
            return await self._shown(visit, token, id_, 409, refused=why(error, visit.speech), typed=typed)
        return onward(f"{_PLACE}/{token}", note)


def _offered(own: Own) -> list[tuple[str, str, str]]:
    """The consents to choose from: with a name only where one was given."""
    named = own.content is not None and own.content.name is not None
    return [
        (value, words, meaning)
        for value, (words, meaning) in CONSENTS.items()
        if value != "named" or named or own.consent == "named"
    ]


def _one(fields: Fields, name: str) -> str:
    return dict(fields).get(name, "")


def _file(data: bytes, name: str) -> Response:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, headers=headers, media_type="application/json")
