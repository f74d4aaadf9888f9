"""The documents that machines read: official parsers take them, and clients made from them call the services."""

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from onevoice.documents.docs import FOLDER
from onevoice.services import SERVICES
from tests.support.generators import Generators, generators, run
from tests.support.inputs_api import opened
from tests.support.processes import OneVoice

pytestmark = pytest.mark.timeout(600)  # the first time it fetches the generators


@pytest.fixture(scope="session")
def made() -> Generators:
    """The generators and parsers."""
    return generators()


@pytest.fixture
def workplace(made: Generators, tmp_path: Path) -> Path:
    """Where clients are made."""
    return made.workplace(tmp_path)


@pytest_asyncio.fixture
async def call(running: OneVoice, token: str) -> AsyncIterator[str]:
    """A call that is open."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running.url, headers=headers, timeout=30, trust_env=False) as api:
        yield await opened(api)


def test_the_asyncapi_document_is_one(made: Generators, workplace: Path) -> None:
    """AsyncAPI's own parser finds nothing to say about it."""
    assert run(workplace, made.node, "asyncapi.mjs", FOLDER / "asyncapi.json") == ""


@pytest.mark.parametrize("service", list(SERVICES))
def test_the_openapi_documents_are_some(service: str, made: Generators) -> None:
    """Valid as OpenAPI 3.1."""
    run(FOLDER, made.python, "-m", "openapi_spec_validator", "--schema", "3.1", f"openapi-{service}.json")


def came(call: str) -> dict[str, Any]:
    """What comes of a round, the same in every language."""
    problem = "urn:onevoice:problem:"
    return {
        "would": ["onevoice.registry.champion-accepted.v1"],
        "since": ["2020-03"],
        "receipt": [call, "in_time", False],
        "author": True,
        "problems": [
            [422, f"{problem}invalid", ["since"]],
            [401, f"{problem}unauthenticated", []],
            [404, f"{problem}not-found", []],
        ],
    }


async def test_a_python_client_is_made_and_works(
    made: Generators, workplace: Path, running: OneVoice, token: str, call: str
) -> None:
    """Without a warning; a program that uses it type-checks and goes its round."""
    for service in SERVICES:
        words = ("--path", FOLDER / f"openapi-{service}.json", "--output-path", f"{service}_client")
        make = (made.python, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite")
        run(workplace, *make, *words, "--config", "python.yaml", "--fail-on-warning")
    strictly = ("--strict", "--follow-imports=silent", "--config-file=", "--python-executable", made.python)
    run(workplace, sys.executable, "-m", "mypy", *strictly, "round.py")
    told = run(workplace, made.python, "round.py", running.url, token, "ECU", call)
    assert json.loads(told) == came(call)


async def test_a_typescript_client_is_made_and_works(
    made: Generators, workplace: Path, running: OneVoice, token: str, call: str
) -> None:
    """All of it type-checks, strictly, with a program that uses it, which goes its round."""
    for service in SERVICES:
        document = FOLDER / f"openapi-{service}.json"
        run(workplace, made.node, "generate.mjs", document, f"{service}_client")
    run(workplace, made.node, "node_modules/typescript/bin/tsc", "-p", ".")
    told = run(workplace, made.node, "round.ts", running.url, token, "PER", call)
    assert json.loads(told) == came(call)
