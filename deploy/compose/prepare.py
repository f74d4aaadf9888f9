"""What the composed installation needs before it starts: secrets, a certificate, and an example realm.

    python -m deploy.compose.prepare FOLDER

What is there already stays as it is: the second start finds the first one's.
"""

import datetime as dt
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from onevoice.services import SERVICES
from shared.private import keep
from shared.runtime.secrets import make_secrets

REALM = Path(__file__).with_name("keycloak") / "realm.json"
_YEARS = 10


def prepare(folder: Path) -> None:
    """Make what is missing."""
    for name, service in SERVICES.items():
        make_secrets(folder / name, {name: service.signs})
    if not (folder / "tls" / "onevoice.pem").exists():
        keep(folder / "tls" / "onevoice.pem", certificate("localhost"))
    realm = json.loads(REALM.read_text(encoding="utf-8"))
    for client in realm["clients"]:
        client["secret"] = _word(folder / "clients" / client["clientId"])
        if client["standardFlowEnabled"]:
            client.update(_pages(os.environ["ONEVOICE_PUBLIC_URL"], client["attributes"]))
    for user in realm["users"]:
        user["credentials"] = [{"type": "password", "value": _word(folder / "realm" / "people")}]
    keep(folder / "realm" / "onevoice.json", json.dumps(realm))


def _word(file: Path) -> str:
    """A secret of this installation alone, made once."""
    keep(file, secrets.token_urlsafe(16))
    return file.read_text()


def _pages(origin: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    """Where people come back to, and where the provider says that somebody has left."""
    left = {
        "post.logout.redirect.uris": f"{origin}/",
        "backchannel.logout.url": "http://proxy:8080/signout/told",
    }
    return {"redirectUris": [f"{origin}/signin/back"], "attributes": {**attributes, **left}}


def certificate(name: str) -> str:
    """A key and a certificate that it signed itself, as PEM: for a machine that has no name."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + made.public_bytes(serialization.Encoding.PEM)).decode()


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
