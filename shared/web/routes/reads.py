"""The readings of a slice over HTTP, declared once: the list of what its view shows, and one thing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel, create_model

from shared.auth import PUBLIC
from shared.contracts.names import key_of
from shared.problems import Problem
from shared.values import Value
from shared.views.reader import Reader
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address

S = TypeVar("S", bound=BaseModel)
Query = Mapping[str, object]


async def everything() -> Query:
    """The dependency of a list that cannot be narrowed."""
    return {}


def read_routes(
    router: APIRouter,
    reader: Reader[S],
    state: type[S],
    address: Callable[..., Awaitable[Address]],
    *,
    narrowed: Callable[..., Awaitable[Query]] = everything,
    there: Callable[[S], object] = lambda _: True,
) -> None:
    """Add the list at the router's place, and one thing at the parameter of ``address``.

    ``narrowed`` is a dependency that reads what the list is asked for, by fields of the state. Whatever is not
    ``there`` is answered with 404.
    """
    name = router.prefix.removeprefix("/")
    one = name.removesuffix("s")
    about = f"{name.capitalize()}; ``next`` is the cursor of the rest."
    fields: Any = {name: (tuple[state, ...], ...), "next": (str | None, ...)}  # type: ignore[valid-type]  # made here
    many = create_model(f"{one.capitalize()}List", __base__=Value, __doc__=about, **fields)

    async def listed(query: Annotated[Query, Depends(narrowed)], part: Paged) -> many:
        asked = {"listed": True} | {k: v for k, v in query.items() if v}
        page = await reader.page(part.cursor, part.limit, asked)
        found: Any = {name: tuple(shown.state for shown in page.items), "next": page.next}
        return many.model_construct(**found)  # type: ignore[return-value]  # made here

    async def thing(address: Annotated[Address, Depends(address)]) -> state:  # type: ignore[valid-type]
        found = await reader.get(address.stream)
        if found is None or not there(found.state):
            raise Problem(404, "not-found", f"no {one} {key_of(address.stream)} is known")
        return found.state

    listed.__name__, thing.__name__ = f"{one}_list", f"one_{one}"
    at = next(iter(address.__annotations__))
    reading(router, "", PUBLIC, wait=reader.wait_for)(listed)
    reading(router, f"/{{{at}}}", PUBLIC, wait=reader.wait_for)(thing)
