"""Published inputs as pages: found by what they are about, newest first, and each at its lasting address.

What they say may be erased tomorrow: nobody keeps these pages.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response

from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.calls.words import FOLDER
from services.consultations.inputs.publishing.api import published
from services.consultations.inputs.publishing.library import FILTERS, Library, Published
from services.consultations.inputs.words import WORDS
from services.consultations.issues.reading import IssueReader
from services.consultations.issues.words import FOLDER as ISSUES
from services.consultations.issues.words import WORDS as OF_ISSUES
from services.consultations.networks.projection import NETWORKS
from shared.contracts.consultations.calls import Audience
from shared.contracts.consultations.inputs import InputId
from shared.contracts.consultations.questions import Question
from shared.i18n.objectives import OBJECTIVES
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.i18n.values import network_words
from shared.runtime.service import Room
from shared.values import REGIONS, Key, Language, NetworkKey, Region
from shared.views.reader import Seen
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import public_pages
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After, Cursor

_TITLE: Final = N_("Published inputs")
_PLACE: Final = "/consultations/inputs"
_TOGETHER: Final = 10
_OF_ITS_AUTHOR: Final = frozenset({"input-contact-known"})
"""What is nobody's business but its author's."""
OfObjective = Annotated[str, Query(pattern="^([1-9]|1[0-9]|2[0-3])?$", description="This objective alone.")]


async def asked(  # noqa: PLR0917  one for each filter
    call: Key | Literal[""] = "",
    group: Audience | Literal[""] = "",
    region: Region | Literal[""] = "",
    language: Annotated[Language | Literal[""], Query(alias="written")] = "",
    network: NetworkKey | Literal[""] = "",
    objective: OfObjective = "",
    question: Key | Literal[""] = "",
) -> dict[str, str]:
    """The dependency that reads what the form of a page asks for; what is left empty narrows nothing."""
    given = {"call": call, "group": group, "region": region, "language": language, "network": network,
             "objective": objective, "question": question}  # fmt: skip
    return {name: value for name, value in given.items() if value}


Asked = Annotated[dict[str, str], Depends(asked)]


def routes(room: Room) -> APIRouter:
    """The slice's public pages."""
    router = public_pages("inputs")
    pages = Pages(
        "/consultations", Path(__file__).with_name("templates"), FOLDER, ISSUES, **WORDS, **OF_ISSUES
    )
    library, calls, networks = Library(room), room.reader(CALLS), room.reader(NETWORKS)
    issues = IssueReader(room)

    @router.get("", responses={200: HTML})
    async def input_pages(visit: Visiting, seen: After, asked: Asked, cursor: Cursor = None) -> Response:
        await library.wait_for(seen, visit.caller)
        found, following = await library.page(query(asked), cursor, _TOGETHER)
        known, t = await calls.find({"listed": True}), visit.speech
        return pages.show(
            "inputs_list.html",
            visit,
            to_calls(t),
            found=found,
            following=following,
            cursor=cursor,
            asked=asked,
            files=_files(asked),
            calls={one.state.key: one.state for one in known},
            questions=_questions(known, asked.get("call")),
            networks=[
                (one.state.key, network_words(one.state.key, t))
                for one in await networks.find({"status": "established"})
            ],
            **_named(t),
        )

    @router.get("/{id}", responses={200: HTML})
    async def input_page(id: InputId, visit: Visiting, seen: After) -> Response:  # noqa: A002  as the field is called
        await library.wait_for(seen, visit.caller)
        shown, t = await published(library, id), visit.speech
        state, call = await library.one(id), await calls.get(f"call-{shown.call}")
        return pages.show(
            "input.html",
            visit,
            to_calls(t),
            Crumb(t.say(_TITLE), _PLACE),
            one=shown,
            call=call.state if call else None,
            history=[step for step in state.history if step.what not in _OF_ITS_AUTHOR] if state else (),
            where=_where(shown, t),
            answers=await issues.of_input(id),
            address=f"{room.origin}{_PLACE}/{id}",
            **_named(t),
        )

    return router


def query(asked: dict[str, str]) -> dict[str, object]:
    """What is asked for, as the library is asked."""
    return {FILTERS[name]: int(value) if name == "objective" else value for name, value in asked.items()}


def _named(t: Speech) -> dict[str, Any]:
    return {
        "regions": [(value, region_words(value, t)) for value in REGIONS],
        "objectives": tuple(OBJECTIVES),
        "network_words": lambda key: network_words(key, t),
    }


def _questions(known: Sequence[Seen[CallState]], call: str | None) -> tuple[Question, ...]:
    """The questions of the call that is asked for."""
    of = next((one.state.terms for one in known if one.state.key == call), None)
    return of.questions if of else ()


def _files(asked: dict[str, str]) -> list[tuple[str, str]]:
    """The same as files: JSON lines, and a table where they are of one call, whose questions are its columns."""
    rest = {name: value for name, value in asked.items() if name != "call"}
    lines = ("JSON", "/consultations/api/inputs.jsonl" + _asking(asked))
    if "call" not in asked:
        return [lines]
    return [("CSV", f"/consultations/api/calls/{asked['call']}/inputs.csv{_asking(rest)}"), lines]


def _asking(asked: dict[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


def _where(shown: Published, t: Speech) -> list[tuple[str, str]]:
    """Where the input counts, as far as that is stated."""
    found = (
        (t.say(N_("Region")), region_words(shown.region, t) if shown.region else None),
        (t.say(N_("Country")), t.country(shown.country) if shown.country else None),
        (t.say(N_("Posted by the network")), network_words(shown.network, t) if shown.network else None),
    )
    return [(name, value) for name, value in found if value]
