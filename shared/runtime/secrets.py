"""A service's secret: made once, backed up, never rotated, because command ids are derived from it."""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from shared.mongo import Database, Duplicate, StoreClock
from shared.private import keep
from shared.settings import Profile, Settings
from shared.signing import Signer

_BYTES = 32
FORMAT: Final = "1"
"""Of the stores: another one wherever an older version's process could not go on beside this one's."""


class SecretMisfit(Exception):
    """The secret is missing, or not the one that the data was written with."""


def read_secret(settings: Settings, service: str) -> bytes:
    """The service's secret from its file. The local profile makes it at first use. Raises ``SecretMisfit``."""
    path = _folder(settings) / f"{service}.key"
    try:
        if settings.profile is Profile.LOCAL:
            make_secrets(path.parent, {service: False})
        found = path.read_bytes().strip()
    except OSError as error:
        raise SecretMisfit(f"{path} cannot be read: {error.strerror}") from error
    if len(found) < _BYTES:
        raise SecretMisfit(f"{path} holds {len(found)} bytes; make one with: openssl rand -hex 32")
    return found


def _folder(settings: Settings) -> Path:
    if settings.secrets is None and settings.profile is not Profile.LOCAL:
        raise SecretMisfit(
            "ONEVOICE_SECRETS must name the folder with the services' keys, <service>.key each"
        )
    return settings.secrets or settings.var / "secrets"


def make_secrets(folder: Path, signs: Mapping[str, bool]) -> None:
    """Make what is missing of the services' secrets, and the first key of each that signs. Nothing is replaced."""
    for service, signer in signs.items():
        keep(folder / f"{service}.key", secrets.token_hex(_BYTES))
        if signer and not any((folder / f"{service}.signing").glob("*.pem")):  # also one that is being made
            keep(folder / f"{service}.signing" / "1.pem", Signer.fresh().decode())


def read_signer(settings: Settings, service: str) -> Signer:
    """What signs for the service: the keys of ``<service>.signing/``, of which the last private one signs.

    A key is retired by putting its public half into its place: it signs no more, and is still published. The
    local profile makes the first key. Raises ``SecretMisfit``.
    """
    folder = _folder(settings) / f"{service}.signing"
    try:
        if settings.profile is Profile.LOCAL:
            make_secrets(folder.parent, {service: True})
        return Signer([path.read_bytes() for path in sorted(folder.glob("*.pem"))])
    except OSError as error:
        raise SecretMisfit(f"{folder} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SecretMisfit(
            f"{folder}: {error}; make a key with: openssl genpkey -algorithm ed25519"
        ) from error


def mark_of(secret: bytes) -> str:
    """By what a secret is known again, and not found out."""
    return hmac.new(secret, b"onevoice secret", hashlib.sha256).hexdigest()


async def check_secret(database: Database, secret: bytes) -> None:
    """Compare with what the data was written with, and in what form. Raises ``SecretMisfit``, ``Unavailable``."""
    right = f"another version of One Voice wrote this database, in another form than {FORMAT}"
    await remember(database, "format", FORMAT, f"{right}; start that version, or see its changelog")
    await remember(
        database,
        "secret",
        mark_of(secret),
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


async def forget_secret(database: Database) -> None:
    """Insist on it no more: the next one that is checked is taken for the right one."""
    await database["identity"].delete_one({"_id": "secret"})


async def knows_cluster(database: Database) -> bool:
    """Whether the service was started before, on some Kafka. Raises ``Unavailable``."""
    return await database["identity"].find_one({"_id": {"$regex": "^kafka "}}, {"_id": 1}) is not None


async def forget_cluster(database: Database) -> None:
    """Insist no more on the Kafka cluster and the topics of the first start."""
    await database["identity"].delete_many({"_id": {"$regex": "^kafka "}})


async def answering(database: Database) -> None:
    """Return when the store reads: one whose disk was full still says hello. Raises ``Unavailable``."""
    await database["identity"].find_one({"_id": "secret"})


async def first_seen(database: Database, name: str) -> datetime:
    """When this service first ran something of that name; now, if it never did."""
    with contextlib.suppress(Duplicate):
        await database["identity"].insert_one({"_id": name, "value": await StoreClock(database).now()})
    found = await database["identity"].find_one({"_id": name})
    assert found  # noqa: S101 - nothing removes it
    moment: datetime = found["value"]
    return moment


async def remember_cluster(database: Database, service: str, kafka: str, ids: Mapping[str, str]) -> None:
    """Keep the ids of cluster and topics at their first sight, and insist on them. Raises ``SecretMisfit``."""
    for name, value in ids.items():
        misfit = (
            f"{name} at {kafka} is not the one that service {service} has published to and read from; "
            "point ONEVOICE_KAFKA at it, or see docs/OPERATIONS.md, 'Another Kafka'"
        )
        await remember(database, f"kafka {name}", value, misfit)
