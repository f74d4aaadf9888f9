"""The pages of a list, declared once: the list itself, and the same rows as files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from shared.auth import PUBLIC
from shared.i18n.speech import Speech
from shared.web.pages.listing import FILES, Listing, Shown
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import ITEM_PROBLEMS

R = TypeVar("R")


def _nothing(_shown: Shown[Any], _t: Speech) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Found(Generic[R]):
    """The rows of a list, and what its page shows beside those that are asked for."""

    rows: Sequence[R]
    also: Callable[[Shown[R], Speech], Mapping[str, object]] = _nothing


def public_pages(name: str) -> APIRouter:
    """A router for the public pages of things of this name, such as ``briefings``."""
    return APIRouter(
        prefix=f"/{name}",
        tags=[name],
        dependencies=[Depends(PUBLIC)],
        default_response_class=HTMLResponse,
        responses=ITEM_PROBLEMS,
    )


def list_pages(
    router: APIRouter,
    pages: Pages,
    listing: Callable[[Speech], Listing[R]],
    find: Callable[..., Awaitable[Found[R]]],
) -> None:
    """Add the list at the router's place, in the template of its name, and the same with ``.csv`` and ``.json``.

    ``find`` is a dependency, which may read parameters of its own.
    """
    name = router.prefix.removeprefix("/")

    async def page(request: Request, visit: Visiting, found: Annotated[Found[R], Depends(find)]) -> Response:
        shown = listing(visit.speech).shown(found.rows, request.query_params, visit.speech)
        also = found.also(shown, visit.speech)
        return pages.public(request, f"{name}.html", visit, **{"listing": shown, **also})

    async def file(
        kind: Literal["csv", "json"],
        request: Request,
        visit: Visiting,
        found: Annotated[Found[R], Depends(find)],
    ) -> Response:
        made = listing(visit.speech)
        return made.files(made.shown(found.rows, request.query_params, visit.speech).all, kind, name)

    router.get("", responses={200: HTML}, name=f"{name}_page")(page)
    router.get(".{kind}", response_class=Response, responses={200: FILES}, name=f"{name}_file")(file)
