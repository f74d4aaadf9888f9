"""The OpenAPI documents, tried against the running services with requests made from them."""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from deploy.local.issuer import LocalIssuer
from onevoice.hosting import openapi
from onevoice.services import SERVICES
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.settings import Settings
from tests.support.engines import Server
from tests.support.processes import OneVoice, environment

EXAMPLES = int(os.environ.get("EXAMPLES", "4"))


@pytest.fixture(scope="module")
def running(cluster: Cluster, mongo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneVoice]:
    """All services in one process, on databases of their own."""
    folder = tmp_path_factory.mktemp("openapi")
    env = environment(folder, cluster.servers, mongo.url, ONEVOICE_DATABASE_PREFIX="openapi")
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        process.wait_ready()
        yield process
        assert process.stop() == 0
    finally:
        process.kill()


@pytest.fixture(scope="module")
def token(running: OneVoice) -> str:
    """The secretariat's."""
    return LocalIssuer(Settings(var=running.log.parent)).token(Role.SECRETARIAT)


def no_fault(_context: object, response: Response, case: Case[Any]) -> None:
    """No 5xx but a 503 that says when to come again: waiting for what is not visible yet is part of the design."""
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE and "retry-after" in response.headers:
        return
    not_a_server_error(_context, response, case)  # type: ignore[arg-type]  # schemathesis' own context


CHECKS = [
    no_fault,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
short = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.parametrize("service", list(SERVICES))
def test_a_service_keeps_its_document(service: str, running: OneVoice, token: str) -> None:
    """No 5xx, and nothing that the document does not say, whatever is sent."""
    schema = schemathesis.openapi.from_url(f"{running.url}/{service}/openapi.json")
    headers = {"Authorization": f"Bearer {token}"}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @short
        @given(case=operation.as_strategy())
        def hold(case: Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS, headers=headers, timeout=30)

        hold()


@pytest.mark.parametrize("service", list(SERVICES))
def test_each_service_serves_its_document(service: str, running: OneVoice) -> None:
    """``/<service>/openapi.json`` is where a checker looks."""
    found = httpx.get(f"{running.url}/{service}/openapi.json", trust_env=False)
    assert found.status_code == httpx.codes.OK
    assert found.json()["servers"] == [{"url": f"/{service}"}]


@pytest.mark.parametrize("service", list(SERVICES))
def test_every_list_that_may_be_sent_says_how_long_it_may_be(service: str) -> None:
    """In every body of every route, whatever it lies in."""
    document = openapi()[service]
    schemas, seen = document["components"]["schemas"], set[str]()

    def walk(place: str, schema: Any) -> None:
        if isinstance(schema, list):
            for one in schema:
                walk(place, one)
        if not isinstance(schema, dict):
            return
        reference = str(schema.get("$ref", "")).rpartition("/")[2]
        if reference and reference not in seen:
            seen.add(reference)
            walk(reference, schemas[reference])
        assert schema.get("type") != "array" or "maxItems" in schema, place
        assert not isinstance(schema.get("additionalProperties"), dict) or "maxProperties" in schema, place
        for name, part in schema.items():
            walk(f"{place}.{name}", part)

    for path, operations in document["paths"].items():
        for operation in operations.values():
            walk(path, operation.get("requestBody", {}).get("content", {}))
    assert seen
