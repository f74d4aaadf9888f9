"""The OpenAPI documents, tried against the running services with requests made from them."""

import os
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

from onevoice.hosting import openapi
from onevoice.services import SERVICES
from tests.support.processes import OneVoice

_BYTES = "application/octet-stream"
EXAMPLES = int(os.environ.get("EXAMPLES", "4"))


def no_fault(_context: object, response: Response, case: Case[Any]) -> None:
    """No 5xx but a 503 that says when to come again: waiting for what is not visible yet is part of the design."""
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE and "retry-after" in response.headers:
        return
    not_a_server_error(_context, response, case)  # type: ignore[arg-type]  # schemathesis' own context


def documented_type(_context: object, response: Response, case: Case[Any]) -> None:
    """A type that the document says; a file has its own, which is one of those that are said to be just bytes."""
    answer = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    if _BYTES not in answer.get("content", {}):
        content_type_conformance(_context, response, case)  # type: ignore[arg-type]  # as above


CHECKS = [
    no_fault,
    status_code_conformance,
    documented_type,
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


@pytest.mark.parametrize("service", list(SERVICES))
def test_every_model_and_operation_has_a_name_of_its_own(service: str) -> None:
    """In a generated client each is a name, some of them in files whose names have no case."""
    document = openapi()[service]
    models = document["components"]["schemas"]
    operations = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    for names in (models, operations):
        plain = [name.replace("_", "").lower() for name in names]
        assert sorted(plain) == sorted(set(plain))
    assert {name for name in models if not name.isalnum()} == set()
    assert {name: model.get("title", name) for name, model in models.items()} == {
        name: name for name in models
    }


@pytest.mark.parametrize("service", list(SERVICES))
def test_every_answer_says_what_it_holds(service: str) -> None:
    """What comes as JSON is of a model or a list of something; anything else is text or bytes."""
    for path, operations in openapi()[service]["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    schema = content.get("schema", {})
                    typed = {"$ref", "anyOf", "items"} if "json" in kind else {"type"}
                    assert typed & schema.keys() or "ndjson" in kind, f"{path} {status} {kind}: {schema}"
