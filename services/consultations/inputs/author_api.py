"""What only its author may do with an input and see: who holds its sealed word, or the organisation that owns it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import ConfigDict

from services.consultations.inputs import commands as c
from services.consultations.inputs.domain import Input
from services.consultations.inputs.intake import AUTHOR, CONTENT, INPUT, Intake
from services.consultations.inputs.projection import INPUTS, Change, InputState
from services.consultations.inputs.published import Library
from services.consultations.inputs.receipt import SignedReceipt
from services.consultations.inputs.said import Content
from shared.auth import ANYBODY, Caller, Everybody, Role, allow
from shared.contracts.commitment import commit
from shared.contracts.consultations.inputs import Consent, InputId, InputReceived
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Text, Value
from shared.vault import Erased
from shared.web.commands import COMMAND_PROBLEMS, Accepted, Sent, sent
from shared.web.links import BadLink
from shared.web.queries import ITEM_PROBLEMS, PAGE_SIZE, QUERY_PROBLEMS, After, Cursor, Limit, conditional
from shared.web.routes import Address, CommandRoutes

OWNERS: Final = allow(Role.SECRETARIAT, Role.NETWORK, Role.MISSION, Role.STAKEHOLDER, Role.AGENCY)
CONTENT_OF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The content."},
    **ITEM_PROBLEMS,
}
AN_AUTHOR: Final = Caller("author", Role.STAKEHOLDER, None)
"""Who acts by an author's word."""
ANSWER: Final = "answer"
"""The vault's field for what an author answered to the moderation."""


def note(decision: int) -> str:
    """The vault's field for what the moderator wrote with the decision of this number."""
    return f"note {decision}"


class Answered(Value):
    """What the author answers to the moderation."""

    model_config = ConfigDict(hide_input_in_errors=True)

    text: Text


class Own(Value):
    """An input as its author sees it; texts are null once it was erased. ``note`` is the moderator's last one."""

    id: str
    version: int
    received: InputReceived
    standing: str
    consent: Consent
    moderation: str
    may_answer: bool
    published: bool
    content: Content | None
    note: str | None
    answer: str | None
    history: tuple[Change, ...]


class OwnLine(Value):
    """An input in the list of the organisation that owns it."""

    id: str
    call: str
    received: InputReceived
    standing: str
    moderation: str
    published: bool
    href: str


class OwnList(Value):
    """The organisation's inputs, newest first; ``next`` is the cursor of the rest."""

    inputs: tuple[OwnLine, ...]
    next: str | None


class Authors:
    """Knows whose an input is, and does what its author asks. One for a process."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._inputs = room.reader(INPUTS)

    async def own(self, id_: str, caller: Caller | None, word: str | None) -> tuple[int, Input]:
        """The input, from its stream. Raises ``Problem`` 404 for one that is not theirs, or not there."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.received is None or not (self.sealed(word) == id_ or _owns(caller, state.received)):
            raise Problem(404, "not-found", "there is no such input, or it is not yours")
        return version, state

    def sealed(self, word: str | None) -> str | None:
        """The id of the input that an author's word is for."""
        try:
            return self._room.links.open(AUTHOR, word)[0] if word else None
        except BadLink:
            return None

    async def shown(self, id_: str) -> Own:
        """As its author sees it, from its stream."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        assert state.received is not None  # noqa: S101 - of every one that is somebody's
        texts = {}
        for field in (CONTENT, note(state.decisions), ANSWER):
            texts[field] = (await self._room.vault.read([id_], field)).get(id_)
        seen = await self._inputs.get(f"input-{id_}")
        content = texts[CONTENT]
        return Own(
            id=id_,
            version=version,
            received=state.received,
            standing=state.standing,
            consent=state.consent,
            moderation=state.moderation,
            may_answer=may_answer(state),
            published=state.published,
            content=Content.model_validate_json(content) if content else None,
            note=texts[note(state.decisions)],
            answer=texts[ANSWER],
            history=seen.state.history if seen else (),
        )

    async def content(self, id_: str) -> str:
        """What an input says, as it was deposited. Raises ``Problem`` 404."""
        found = await self._room.vault.read([id_], CONTENT)
        if id_ not in found:
            raise Problem(404, "not-found", "this input was erased")
        return found[id_]

    async def answer(self, id_: str, text: str) -> c.AnswerModeration:
        """The command that answers the moderation, its text in the vault. Raises ``Problem`` 404."""
        try:
            drawer = await self._room.vault.open(id_)
        except Erased as error:
            raise Problem(404, "not-found", "this input was erased") from error
        kept = await drawer.deposit(ANSWER, text)
        return c.AnswerModeration(answer=commit(drawer.nonce(ANSWER), kept.encode()))


def _owns(caller: Caller | None, received: InputReceived) -> bool:
    return caller is not None and caller.organisation is not None and received.owner == caller.actor


def may_answer(state: Input) -> bool:
    """Whether the author may answer the moderation now."""
    return state.standing == "standing" and not state.answered and state.moderation in {"refused", "redacted"}


class Theirs(Everybody):
    """Only who holds the input's word, or acts for the organisation that owns it. Anybody may ask."""

    def __init__(self, authors: Authors) -> None:
        self._authors = authors

    async def __call__(  # type: ignore[override]  # says who
        self,
        id: InputId,  # noqa: A002  as the path is called
        request: Request,
        input_author: Annotated[
            str | None, Header(max_length=400, description="The word `author` that came with the receipt.")
        ] = None,
    ) -> Caller:
        """Who acts. Raises ``Problem`` 404."""
        caller = await ANYBODY(request)
        await self._authors.own(id, caller, input_author)
        return caller or AN_AUTHOR


async def address(id: InputId) -> Address:  # noqa: A002
    """An input's stream and place, as its author acts on it."""
    return Address(f"input-{id}", f"/consultations/api/inputs/{id}/own", {"by": "author"})


def routes(room: Room) -> APIRouter:
    """The author's routes."""
    router = APIRouter(prefix="/inputs", tags=["inputs"])
    authors, intake, library = Authors(room), Intake(room), Library(room)
    theirs = Theirs(authors)

    @router.get("/mine", response_model=OwnList, responses={**documented(401, 403), **QUERY_PROBLEMS})
    async def own_inputs(
        request: Request,
        seen: After,
        caller: Annotated[Caller, Depends(OWNERS)],
        limit: Limit = PAGE_SIZE,
        cursor: Cursor = None,
    ) -> Response:
        """What the caller's organisation has sent, newest first."""
        if not caller.organisation:
            raise Problem(403, "forbidden", "inputs belong to organisations; your token names none (org)")
        await library.inputs.wait_for(seen)
        states, following = await library.states({"owner": caller.actor}, cursor, limit)
        body = OwnList(inputs=tuple(_line(state) for state in states), next=following)
        return conditional(request, body, private=True)

    @router.get("/{id}/own", response_model=Own, responses=ITEM_PROBLEMS, dependencies=[Depends(theirs)])
    async def own_input(id: InputId, request: Request) -> Response:  # noqa: A002
        """An input as its author sees it: what it says, and where it stands."""
        return conditional(request, await authors.shown(id), private=True)

    @router.get(
        "/{id}/receipt", response_model=SignedReceipt, responses=ITEM_PROBLEMS, dependencies=[Depends(theirs)]
    )
    async def own_receipt(id: InputId, request: Request) -> Response:  # noqa: A002
        """The receipt, signed with the key of today."""
        return conditional(request, await intake.receipt(id), private=True)

    @router.get(
        "/{id}/content", response_class=Response, responses=CONTENT_OF, dependencies=[Depends(theirs)]
    )
    async def own_content(id: InputId) -> Response:  # noqa: A002
        """What the input says, byte for byte as its receipt commits to it."""
        return Response(
            await authors.content(id),
            headers={"Cache-Control": "private, no-store"},
            media_type="application/json",
        )

    @router.post("/{id}/answer", responses={**COMMAND_PROBLEMS, **documented(404)})
    async def answer_moderation(
        id: InputId,  # noqa: A002
        body: Answered,
        response: Response,
        caller: Annotated[Caller, Depends(theirs)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """Answer a refusal or a redaction, once: it is looked at again."""
        command, place = await authors.answer(id, body.text), await address(id)
        return await room.commands.run(
            INPUT, place.stream, command, caller=caller, sent=sent, response=response, location=place.location
        )

    commands, given = CommandRoutes(router, room.commands, INPUT, theirs, documented(404)), frozenset({"by"})
    commands.add("/{id}/consent", c.ChangeConsent, address)
    commands.add("/{id}/withdraw", c.WithdrawInput, address, given)
    commands.add("/{id}/erase", c.EraseInput, address, given)
    return router


def _line(state: InputState) -> OwnLine:
    received = state.input.received
    assert received is not None  # noqa: S101 - of every input in the view
    return OwnLine(
        id=state.id,
        call=state.call,
        received=received,
        standing=state.input.standing,
        moderation=state.input.moderation,
        published=state.published,
        href=f"/consultations/api/inputs/{state.id}/own",
    )
