"""Checking a receipt from a shell, with or without a network."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from onevoice.api import Api, ApiRefused
from onevoice.sorry import Sorry
from services.consultations.inputs.receipts.receipt import Opening, Receipt, checked, part_of
from shared.signing import BadSignature
from shared.values import RECORDED

KEYS = "/.well-known/onevoice-receipts.json"
"""Where an installation publishes the keys that its receipts are signed with."""


@dataclass(frozen=True)
class Verified:
    """A receipt whose signature fits: ``known`` where its key is one that was published."""

    receipt: Receipt
    key: str
    known: bool
    files: Sequence[tuple[Path, str | None]]

    @property
    def good(self) -> bool:
        """Whether every file that was given is one that the receipt commits to."""
        return all(part for _, part in self.files)

    def said(self) -> Iterator[str]:
        """For people."""
        one = self.receipt
        late = {"in_time": "in time", "late": "late"}[one.verdict]
        wall = f"{one.closes.date} {one.closes.time:%H:%M} {one.closes.time_zone}"
        closes = f"{wall} ({one.closes.instant:%Y-%m-%d %H:%M} UTC)"
        yield f"input {one.input} to the call {one.call} of {one.issuer}"
        yield f"received {one.received_at:%Y-%m-%d %H:%M:%S} UTC, {late}: the call closes {closes}"
        if one.complete_at:
            yield f"all of it had come {one.complete_at:%Y-%m-%d %H:%M:%S} UTC"
        if one.example:
            yield "an example, not a real input"
        if self.known:
            yield f"signed with the key {self.key}, which {one.issuer} publishes"
        else:
            yield f"signed with the key {self.key}; compare that with {one.issuer}{KEYS}"
        for path, part in self.files:
            yield f"{path}: {f'is its {part}' if part else 'is NOT part of what was received'}"


async def verify(path: Path, keys: Path | None, files: Sequence[Path], *, offline: bool) -> Verified:
    """Check the receipt in this file. Raises ``Sorry`` with what does not fit."""
    file = _read(path)
    published = _read(keys) if keys else None
    try:
        if not offline and published is None:
            published = await _published(checked(file, None)[1].issuer)
        key, receipt = checked(file, published)
    except BadSignature as error:
        raise Sorry(f"{path}: not a receipt to rely on: {error}", 1) from error
    if files and not file.get("opening"):
        raise Sorry(
            f"{path}: no file can be compared with it: take the proof, which its author downloads beside the "
            "receipt and which holds the part `opening`",
            2,
        )
    try:
        opened = Opening.model_validate(file["opening"], context=RECORDED) if files else None
    except ValidationError as error:
        raise Sorry(f"{path}: its part `opening` was changed; download the proof again", 2) from error
    parts = [(one, part_of(receipt, opened, one.read_bytes())) for one in files if opened]
    return Verified(receipt, key, published is not None, parts)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise Sorry(f"{path} cannot be read: {error.strerror}", 2) from error
    except ValueError as error:
        raise Sorry(f"{path} is not JSON: {error}", 2) from error


async def _published(issuer: str) -> Any:
    try:
        async with Api(issuer, patience=5) as api:
            found = await api.get(KEYS)
    except ApiRefused as error:
        raise Sorry(
            f"the keys of {issuer} cannot be read ({error}); --offline checks without them", 1
        ) from error
    if found is None:
        raise Sorry(f"{issuer} publishes no keys; --offline checks without them", 1)
    return found.json()
