"""Where the commands that act through the public API send their token."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.processes import onevoice

ROWS = "group,language,consent,answer.progress\nmigrants,en,unnamed,words\n"
Asked = list[tuple[str, str | None]]


@pytest.fixture
def house() -> Iterator[tuple[str, Asked]]:
    """An address that refuses whatever it is asked, and what it was asked with which token."""
    asked: Asked = []

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append((self.path, self.headers["Authorization"]))
            body = json.dumps({"title": "no", "detail": "not here"}).encode()
            self.send_response(403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "command",
    [
        ["load", "examples/briefing-2020-03-04.yaml"],
        ["upload", "2020-spring", "{rows}"],
        ["erase", "0" * 32],
    ],
    ids=lambda command: command[0],
)
def test_a_command_asks_at_the_public_address(
    command: list[str], house: tuple[str, Asked], tmp_path: Path
) -> None:
    """Not at this machine's own port, where somebody else may listen."""
    url, asked = house
    (tmp_path / "rows.csv").write_text(ROWS)
    told = {
        "ONEVOICE_PUBLIC_URL": url,
        "ONEVOICE_TOKEN": "a-token",
        "ONEVOICE_PORT": "9",
        "ONEVOICE_VAR": str(tmp_path),
    }
    words = [word.format(rows=tmp_path / "rows.csv") for word in command]
    done = onevoice({**os.environ, **told}, *words)
    assert "not here" in done.stderr
    assert asked
    assert {token for _, token in asked} == {"Bearer a-token"}
