"""A service's secret: made once, backed up, never rotated, because command ids are derived from it."""

import contextlib
import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

from shared.clock import now
from shared.mongo import Database, Duplicate
from shared.settings import Profile, Settings

_BYTES = 32


class SecretMisfit(Exception):
    """The secret is missing, or not the one that the data was written with."""


def read_secret(settings: Settings, service: str) -> bytes:
    """The service's secret from its file. The local profile makes it at first use. Raises ``SecretMisfit``."""
    local = settings.profile is Profile.LOCAL
    folder = settings.secrets or (settings.var / "secrets" if local else None)
    if folder is None:
        raise SecretMisfit(
            "ONEVOICE_SECRETS must name the folder with the services' keys, <service>.key each"
        )
    path = folder / f"{service}.key"
    try:
        if local and not path.exists():
            _make(path)
        found = path.read_bytes().strip()
    except OSError as error:
        raise SecretMisfit(f"{path} cannot be read: {error.strerror}") from error
    if len(found) < _BYTES:
        raise SecretMisfit(f"{path} holds {len(found)} bytes; make one with: openssl rand -hex 32")
    return found


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(_BYTES))
    try:
        os.link(fresh, path)  # fails when another process was first: its secret counts
    except FileExistsError:
        return
    finally:
        fresh.unlink()


async def check_secret(database: Database, secret: bytes) -> None:
    """Compare with what the data was written with. Raises ``SecretMisfit``, and ``Unavailable``."""
    await remember(
        database,
        "secret",
        hmac.new(secret, b"onevoice secret", hashlib.sha256).hexdigest(),
        "the secret in ONEVOICE_SECRETS is not the one this database was written with; restore it from the backup",
    )


async def remember(database: Database, name: str, value: str, misfit: str) -> None:
    """Keep a value at its first sight, and insist on it ever after. Raises ``SecretMisfit(misfit)``."""
    try:
        await database["identity"].insert_one({"_id": name, "value": value})
    except Duplicate:
        found = await database["identity"].find_one({"_id": name})
        if found is None or found["value"] != value:
            raise SecretMisfit(misfit) from None


async def first_seen(database: Database, name: str) -> datetime:
    """When this service first ran something of that name; now, if it never did."""
    with contextlib.suppress(Duplicate):
        await database["identity"].insert_one({"_id": name, "value": now()})
    found = await database["identity"].find_one({"_id": name})
    assert found  # noqa: S101 - nothing removes it
    moment: datetime = found["value"]
    return moment
