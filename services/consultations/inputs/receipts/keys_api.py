"""The keys that receipts are signed with, at the address where anybody looks for them."""

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from shared.auth import PUBLIC
from shared.problems import Problem
from shared.runtime.service import Room


def front(room: Room) -> APIRouter:
    """The route at the root of the house."""
    router = APIRouter(tags=["receipts"], dependencies=[Depends(PUBLIC)])

    @router.get("/.well-known/onevoice-receipts.json", response_class=JSONResponse)
    async def receipt_keys() -> dict[str, Any]:
        """Every public key that receipts were ever signed with, as a JWK set (RFC 7517)."""
        if room.signer is None:
            raise Problem(404, "not-found", "no receipts are signed here")
        return room.signer.published()

    return router
