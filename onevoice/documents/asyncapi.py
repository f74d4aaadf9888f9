"""The AsyncAPI document: each service's topic, its key, its headers, and every event type."""

from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from shared.contracts.catalogue import KINDS, type_of
from shared.contracts.envelope import Event
from shared.kafka.cluster import PARTITIONS
from shared.kafka.topics import SERVICES, topic_of_service

_HEADERS = {
    "ce_specversion": "CloudEvents version, 1.0",
    "ce_id": "the event's id",
    "ce_source": "/onevoice/<service>",
    "ce_type": "the event's type with its version",
    "ce_subject": "the stream, as the record's key",
    "ce_time": "when it was appended, RFC 3339",
    "ce_streamversion": "1, 2, 3... in its stream",
    "ce_digest": "sha256(previous digest + bytes), in hexadecimal",
    "ce_correlationid": "one id from the first HTTP request on",
    "ce_causationid": "the event that caused it, in a reaction",
    "ce_hops": "how many reactions lie in between",
    "ce_silent": "true for history recorded late: nobody is told of it",
    "traceparent": "W3C Trace Context",
}
_OPTIONAL = {"ce_causationid", "ce_silent", "traceparent"}


class _Schemas(GenerateJsonSchema):
    """All fields are required, as they are in an event's bytes. Choices have a ``const`` that tells them apart.

    OpenAPI's ``discriminator`` is left out: AsyncAPI's means something else, the name of a schema.
    """

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ARG002, FBT001  as pydantic calls it
        return field.get("serialization_exclude_if") is None

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.1 over the catalogue of contracts."""
    events = {type_of(event): event for kind in KINDS.values() for event in kind.events}
    adapters: list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]] = [
        (name, "serialization", TypeAdapter(event)) for name, event in sorted(events.items())
    ]
    keys, schemas = TypeAdapter.json_schemas(
        adapters, ref_template="#/components/schemas/{model}", schema_generator=_Schemas
    )
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "One Voice",
            "version": "1",
            "description": "Events of the UN Network on Migration's coordination bus: CloudEvents 1.0, binary mode.",
        },
        "defaultContentType": "application/json",
        "channels": {service: _channel(service) for service in SERVICES},
        "operations": {
            f"{service}.publish": {"action": "send", "channel": {"$ref": f"#/channels/{service}"}}
            for service in SERVICES
        },
        "components": {
            "messages": {
                name: _message(events[name], keys[name, "serialization"]) for name in sorted(events)
            },
            "messageTraits": {"cloudevent": {"headers": _headers()}},
            "schemas": schemas["$defs"],
        },
    }


def _channel(service: str) -> dict[str, Any]:
    types = sorted(
        {type_of(event) for kind in KINDS.values() if kind.service == service for event in kind.events}
    )
    return {
        "address": topic_of_service(service),
        "description": f"What {service} publishes. The key is the stream; order holds within a key.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
        "bindings": {"kafka": {"partitions": PARTITIONS, "bindingVersion": "0.5.0"}},
    }


def _message(event: type[Event], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": type_of(event),
        "summary": (event.__doc__ or "").splitlines()[0],
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": schema,
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in _HEADERS if name not in _OPTIONAL],
        "properties": {name: {"type": "string", "description": what} for name, what in _HEADERS.items()},
    }
