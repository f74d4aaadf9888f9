"""A folder of mails: one file each, never changed, named so that their order is that of their arrival."""

import contextlib
import datetime as dt
import os
import re
import secrets
import threading
from pathlib import Path
from typing import Final

_STAMP: Final = "%Y%m%dT%H%M%S%fZ"
_ID: Final = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")
_TICK: Final = dt.timedelta(microseconds=1)


class Folder:
    """Keeps mails; whatever else lies in the folder is left alone. For use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    def keep(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Keep a mail, with its envelope before its own headers; its id, once it is on disk. Raises OSError."""
        envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {one}" for one in recipients)]
        head = "".join(f"{line}\r\n" for line in envelope).encode("ascii", "backslashreplace")
        with self._lock:  # one at a time: who asks for what came after a mail misses none
            name = f"{self._now().strftime(_STAMP)}-{secrets.token_hex(4)}"
            self._write(f"{name}.eml", head + content)
        return name

    def ids(self) -> list[str]:
        """Every mail's id, the oldest first."""
        return sorted(file.stem for file in self.path.glob("*.eml") if _ID.fullmatch(file.stem))

    def read(self, name: str) -> bytes | None:
        """A mail's bytes; None where there is none of that id that can be read."""
        if not _ID.fullmatch(name):
            return None
        with contextlib.suppress(OSError, ValueError):
            received_at(name)
            return (self.path / f"{name}.eml").read_bytes()
        return None

    def _now(self) -> dt.datetime:
        self._last = max(dt.datetime.now(dt.UTC), self._last + _TICK)
        return self._last

    def _write(self, name: str, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.path / f"{name}.part"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self.path / name)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def received_at(name: str) -> dt.datetime:
    """When the mail of this id came. ValueError for a moment that there is not."""
    return dt.datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=dt.UTC)
