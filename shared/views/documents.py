"""A view generation's documents: read by key, written with a compare-and-set on their watermarks.

A view of single streams keeps ``{_id: stream, stream, part}``; a document of many streams keeps
``{_id: key, parts: {stream: part}}``. Any number of processes may write: who loses a race is told.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.mongo import Database, Index, ReplaceOne, UpdateOne, bulk, chunked, ensure_indexes
from shared.values import RECORDED
from shared.views.fold import Part
from shared.views.view import View

Parts = dict[str, Part]


class Change(NamedTuple):
    """A part before and after, and what everybody sees of it then."""

    before: Part
    after: Part
    shown: BaseModel | None


class Unwritten(NamedTuple):
    """Keys of documents that lost a race, and of those that no store takes, with why."""

    lost: set[str]
    untaken: dict[str, str]


class Documents:
    """One generation of a view. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database, view: View[Any], generation: int) -> None:
        self.view = view
        self.generation = generation
        self.collection = database[f"{view.name}_g{generation}"]
        self._folded = TypeAdapter[Any](view.folded or view.state)
        self._shown = TypeAdapter[Any](view.state)

    def key(self, stream: str) -> str:
        """The document that the stream belongs to."""
        return self.view.document(stream) if self.view.document else stream

    async def prepare(self) -> None:
        """Make and check the indexes. Raises ``MisfitIndex``."""
        paths = [Index(("stream",))] if self.view.document is None else []
        paths += [Index(tuple(f"part.state.{path}" for path in index)) for index in self.view.indexes]
        await ensure_indexes(self.collection, paths)

    async def load(self, keys: Iterable[str]) -> dict[str, Parts]:
        """The parts of these documents, by key and stream, with what ``evolve`` goes on from."""
        return {document["_id"]: self.parts_of(document) async for document in self._find(keys)}

    async def look(self, keys: Iterable[str]) -> dict[str, Parts]:
        """The parts of these documents, by key and stream, with what everybody sees."""
        return {document["_id"]: self.shown_of(document) async for document in self._find(keys)}

    async def _find(self, keys: Iterable[str]) -> AsyncIterator[Mapping[str, Any]]:
        for chunk in chunked(keys):
            async for document in self.collection.find({"_id": {"$in": chunk}}):
                yield document

    async def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """How far these streams are folded; nothing of those that are not."""
        found: dict[str, int] = {}
        for chunk in chunked(streams):
            paths = {stream: (*self._path(stream), "version") for stream in chunk}
            where = {"_id": {"$in": list({self.key(stream) for stream in chunk})}}
            kept = {
                document["_id"]: document
                async for document in self.collection.find(
                    where, {".".join(path): 1 for path in paths.values()}
                )
            }
            for stream, path in paths.items():
                version: Any = kept.get(self.key(stream))
                for step in path:
                    version = version.get(step) if isinstance(version, Mapping) else None
                if version:
                    found[stream] = version
        return found

    def _path(self, stream: str) -> tuple[str, ...]:
        return ("part",) if self.view.document is None else ("parts", stream)

    def parts_of(self, document: Mapping[str, Any]) -> Parts:
        """Every part of a stored document, with what ``evolve`` goes on from."""
        return {stream: _part(part, self._folded) for stream, part in self._parts(document)}

    def shown_of(self, document: Mapping[str, Any]) -> Parts:
        """Every part of a stored document, with what everybody sees."""
        return {stream: _part(part, self._shown) for stream, part in self._parts(document)}

    def _parts(self, document: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        if self.view.document is None:
            return ((document["_id"], document.get("part")),)
        parts: Mapping[str, Any] = document.get("parts", {})
        return parts.items()

    async def write(self, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        """Write each changed part, by key and stream; what was not written.

        A document is written whole or not at all.
        """
        keys = list(changes)
        written = await bulk(self.collection, [self._swap(key, changes[key]) for key in keys])
        return Unwritten(
            {keys[place] for place in written.lost},
            {keys[place]: why for place, why in written.refused.items()},
        )

    def _swap(self, key: str, parts: Mapping[str, Change]) -> UpdateOne | ReplaceOne[dict[str, Any]]:
        """The compare-and-set. With an upsert a lost one shows as a duplicate key, operation by operation."""
        if self.view.document is None:  # the part is all there is: replacing it whole costs the store less
            [(stream, change)] = parts.items()
            after = {"stream": stream, "part": _stored(change)}
            return ReplaceOne({"_id": key, **_standing("part", change.before)}, after, upsert=True)
        unmoved: dict[str, Any] = {"_id": key}
        changed: dict[str, Any] = {}
        for stream, change in parts.items():
            unmoved |= _standing(f"parts.{stream}", change.before)
            changed[f"parts.{stream}"] = _stored(change)
        return UpdateOne(unmoved, {"$set": changed}, upsert=True)


def _part(stored: Any, form: TypeAdapter[Any]) -> Part:
    """The part; with its ``trouble`` where another version of the code wrote what this one cannot read."""
    try:
        mark = Part(stored["version"], stored["digest"], stored["marks"])
    except (KeyError, TypeError) as error:
        return Part(trouble=f"{type(error).__name__}: {error}")
    try:
        state = stored["state"]
        read = None if state is None else form.validate_python(state, context=RECORDED)
    except Exception as error:  # noqa: BLE001 - a validator of a state may fail in any way; its stream alone stops
        return replace(mark, trouble=_why(error))
    return replace(mark, state=read)


def _why(error: Exception) -> str:
    """Without what is stored."""
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)[:300]
    return type(error).__name__


def _standing(path: str, part: Part) -> dict[str, Any]:
    """That the stored part is still this one."""
    if part.version == 0:
        return {path: {"$exists": False}}
    return {f"{path}.version": part.version, f"{path}.digest": part.digest}


def _stored(change: Change) -> dict[str, Any]:
    after, shown = change.after, change.shown
    return {
        "version": after.version,
        "digest": after.digest,
        "marks": after.marks,
        "state": None if shown is None else shown.model_dump(mode="json", round_trip=True),
    }
