"""SecantusDB, which speaks MongoDB's protocol over WiredTiger, as a child process.

GPL-2.0 and therefore a program of its own, in an environment of its own: it is run, never imported.
"""

import contextlib
import socket
import struct
from typing import ClassVar

from deploy.local.engines import ports
from deploy.local.engines.process import ROOT, Engine, EngineError

PYTHON = ROOT / ".engines" / "mongo" / "bin" / "python"


def _document(elements: bytes) -> bytes:
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


def _hello() -> bytes:
    """An OP_MSG that holds ``{hello: 1, $db: "admin"}``."""
    one, admin = struct.pack("<i", 1), struct.pack("<i", 6) + b"admin\0"
    body = _document(b"\x10hello\0" + one + b"\x02$db\0" + admin)
    op_msg, no_flags, one_section = 2013, 0, b"\0"
    return struct.pack("<iiiii", 21 + len(body), 1, 0, op_msg, no_flags) + one_section + body


def is_primary(host: str, port: int) -> bool:
    """Whether a MongoDB answers here that it takes writes; waits a few seconds at most.

    Asked by hand, since the driver belongs to ``shared.mongo`` alone.
    """
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1) as line:
        line.settimeout(5)
        line.sendall(_hello())
        return b"\x08isWritablePrimary\0\x01" in line.recv(65_536)
    return False


class Mongo(Engine):
    """A single SecantusDB node on the loopback address, advertised as a replica set of one."""

    name: ClassVar[str] = "SecantusDB"
    variable: ClassVar[str] = "ONEVOICE_MONGO"

    @property
    def url(self) -> str:
        """``mongodb://127.0.0.1:PORT/?directConnection=true``."""
        return f"mongodb://{ports.LOOPBACK}:{self.port}/?directConnection=true"

    def _command(self) -> list[str]:
        if not PYTHON.exists():
            raise EngineError("SecantusDB is not installed; run `make run` or `make test`, which fetch it")
        where = [
            "--host",
            ports.LOOPBACK,
            "--port",
            str(self.port),
            "--storage-path",
            str(self.folder / "data"),
        ]
        settings = (
            self.folder / "secantusd.toml"
        )  # without one it would read a stranger's, from the home folder
        # At most: with 256M, writes of 25 MB beside many connections stood still for good, waiting for room in it.
        settings.write_text('[storage]\ncache_size = "1G"\n')
        return [str(PYTHON), "-I", "-m", "secantus", "--config", str(settings), *where]

    def _answers(self) -> bool:
        return is_primary(ports.LOOPBACK, self.port)
