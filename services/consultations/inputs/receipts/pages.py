"""Checking a receipt on a page: what was signed, or why it does not fit."""

import json
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.calls.pages import to_calls
from services.consultations.calls.words import FOLDER
from services.consultations.inputs.receipts.receipt import Receipt, checked
from services.consultations.inputs.words import WORDS
from shared.auth import PUBLIC
from shared.i18n.speech import N_
from shared.problems import documented
from shared.runtime.service import Room
from shared.signing import BadSignature
from shared.web.edge.origin import same_origin
from shared.web.edge.parts import form_with_files
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting

_SHOWN: Final = 20_000
"""Characters of what was pasted that come back."""
_MOST: Final = 2 * 1024 * 1024
"""Bytes of a receipt's file."""
_NONE: Final = N_("Paste a receipt, or choose its file.")
_NO_RECEIPT: Final = N_("This is no receipt: a receipt is a file of JSON with the parts receipt and signed.")
_DOES_NOT_FIT: Final = N_(
    "The signature does not fit: this was not signed with any of our published keys, or was changed afterwards."
)
_DIFFERS: Final = N_(
    "The signature is good, but what stands beside it under receipt says something else than what was signed. "
    "What was signed is below."
)


class Unfit(Exception):
    """The text is no receipt of ours; ``why`` is said to its reader."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def routes(room: Room) -> APIRouter:
    """The page, and what its form answers."""
    router = APIRouter(
        prefix="/receipts",
        tags=["receipts"],
        dependencies=[Depends(PUBLIC)],
        default_response_class=HTMLResponse,
        responses={200: HTML, **documented(503)},
    )
    pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, **WORDS)
    empty: dict[str, Any] = {
        "text": "",
        "wrong": None,
        "key": None,
        "receipt": None,
        "differs": None,
    }

    @router.get("")
    async def ask_for_receipt(visit: Visiting) -> Response:
        return pages.show("receipts.html", visit, to_calls(visit.speech), **empty)

    @router.post(
        "",
        responses=documented(400, 403, 413, 415, 422, 429),
        dependencies=[Depends(same_origin(room.origin))],
    )
    async def check(request: Request, visit: Visiting) -> Response:
        """What was signed, or why it does not fit. Nothing of it is kept."""
        async with form_with_files(request) as (fields, files):
            texts = [value for _, value in fields] + [await file.text(_MOST) for file in files]
        text = next((value for value in texts if value.strip()), "")
        keys = room.signer.published() if room.signer else {"keys": []}
        try:
            key, receipt, same = judged(text, keys)
        except Unfit as error:
            return pages.show(
                "receipts.html",
                visit,
                to_calls(visit.speech),
                status=422,
                **{**empty, "text": text[:_SHOWN], "wrong": error.why},
            )
        found = {"key": key, "receipt": receipt, "differs": None if same else _DIFFERS}
        return pages.show("receipts.html", visit, to_calls(visit.speech), **{**empty, **found})

    return router


def judged(text: str, keys: dict[str, object]) -> tuple[str, Receipt, bool]:
    """The key, what it signed, and whether what stands beside it says the same. Raises ``Unfit``."""
    if not text.strip():
        raise Unfit(_NONE)
    try:
        file = json.loads(text)
        if not isinstance(file, dict) or not isinstance(file.get("signed"), dict):
            raise Unfit(_NO_RECEIPT)
        key, receipt = checked(file, keys)
    except BadSignature as error:
        raise Unfit(_DOES_NOT_FIT) from error
    except (ValueError, RecursionError) as error:
        raise Unfit(_NO_RECEIPT) from error
    return key, receipt, file.get("receipt") == receipt.model_dump(mode="json")
