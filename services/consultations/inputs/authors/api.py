"""What only its author may do with an input and see: who holds its sealed word, or the organisation that owns it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Request, Response

from services.consultations.inputs import commands as c
from services.consultations.inputs.authors.access import Answered, Authors, Letter, Own
from services.consultations.inputs.content import Content
from services.consultations.inputs.projection import InputState
from services.consultations.inputs.publishing.library import Library
from services.consultations.inputs.receipts.receipt import SignedReceipt
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.taking.intake import INPUT, Intake
from shared.auth import Anybody, Caller, Role, allow
from shared.contracts.consultations.inputs import InputId, InputReceived
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Value
from shared.web.routes.queries import ITEM_PROBLEMS, Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

OWNERS: Final = allow(Role.SECRETARIAT, Role.NETWORK, Role.MISSION, Role.STAKEHOLDER, Role.AGENCY)
SERVICES: Final = allow(Role.SERVICE)
AN_AUTHOR: Final = Caller("author", Role.STAKEHOLDER, None)
"""Who acts by an author's word."""


class OwnLine(Value):
    """An input in the list of the organisation that owns it; ``public`` as in ``Own``."""

    id: str
    call: str
    received: InputReceived
    standing: str
    moderation: str
    published: bool
    public: str | None
    href: str


class OwnList(Value):
    """The organisation's inputs, newest first; ``next`` is the cursor of the rest."""

    inputs: tuple[OwnLine, ...]
    next: str | None


class Theirs(Anybody):
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
        caller = await super().__call__(request)
        await self._authors.own(id, caller, input_author)
        return caller or AN_AUTHOR


async def address(id: InputId) -> Address:  # noqa: A002
    """An input's stream and place, as its author acts on it."""
    return Address(f"input-{id}", f"/consultations/api/inputs/{id}/own", {"by": "author"})


def routes(room: Room) -> APIRouter:
    """The author's routes."""
    router = APIRouter(prefix="/inputs", tags=["inputs"])
    authors, intake, library = Authors(room), Intake(room), Library(room)
    theirs, seals = Theirs(authors), Seals(room)

    @reading(router, "/mine", wait=library.inputs.wait_for, private=True)
    async def own_inputs(caller: Annotated[Caller, Depends(OWNERS)], part: Paged) -> OwnList:
        """What the caller's organisation has sent, newest first."""
        if not caller.organisation:
            raise Problem(403, "forbidden", "inputs belong to organisations; your token names none (org)")
        states, following = await library.states({"owner": caller.actor}, part.cursor, part.limit)
        sealed = await seals.sealed()
        lines = tuple(_line(state, public=state.call not in sealed) for state in states)
        return OwnList(inputs=lines, next=following)

    @reading(router, "/{id}/own", theirs, private=True)
    async def own_input(id: InputId) -> Own:  # noqa: A002
        """An input as its author sees it: what it says, and where it stands."""
        return await authors.shown(id)

    @reading(router, "/{id}/receipt", theirs, private=True)
    async def own_receipt(id: InputId) -> SignedReceipt:  # noqa: A002
        """The receipt, signed with the key of today."""
        return await intake.receipt(id)

    @reading(router, "/{id}/letter", SERVICES, private=True)
    async def letter(id: InputId) -> Letter:  # noqa: A002
        """What notifications writes to the input's author, when it does: nothing of it stays there."""
        return await authors.letter(id, await intake.receipt(id))

    @router.get(
        "/{id}/content", response_model=Content, responses=ITEM_PROBLEMS, dependencies=[Depends(theirs)]
    )
    async def own_content(id: InputId) -> Response:  # noqa: A002
        """What the input says, byte for byte as its receipt commits to it."""
        return Response(
            await authors.content(id),
            headers={"Cache-Control": "private, no-store"},
            media_type="application/json",
        )

    commands = CommandRoutes(router, room.commands, INPUT, theirs, documented(404, 429))
    given = frozenset({"by"})
    commands.add("/{id}/consent", c.ChangeConsent, address)
    commands.add("/{id}/withdraw", c.WithdrawInput, address, given)
    commands.add("/{id}/erase", c.EraseInput, address, given)
    commands.made("/{id}/answer", Answered, authors.answer, address)
    return router


def _line(state: InputState, *, public: bool) -> OwnLine:
    received = state.input.received
    assert received is not None  # noqa: S101 - of every input in the view
    return OwnLine(
        id=state.id,
        call=state.call,
        received=received.model_copy(update={"contact": None}),
        standing=state.input.standing,
        moderation=state.input.moderation,
        published=state.published and public,
        public=state.public if state.published and public else None,
        href=f"/consultations/api/inputs/{state.id}/own",
    )
