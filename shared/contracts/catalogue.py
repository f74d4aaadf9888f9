"""The catalogue of every kind of stream and every event type: who publishes it, and how to read its bytes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from shared.contracts.consultations.briefings import BriefingEvent
from shared.contracts.consultations.calls import CallEvent
from shared.contracts.consultations.citations import FindingEvent, PassageEvent
from shared.contracts.consultations.floor import FloorEvent
from shared.contracts.consultations.inputs import InputEvent
from shared.contracts.consultations.issues import KNOWN, IssueEvent
from shared.contracts.consultations.registration import RegistrationEvent
from shared.contracts.consultations.report import ReportEvent, SectionEvent
from shared.contracts.consultations.uploads import UploadEvent
from shared.contracts.envelope import Event, Sentences
from shared.contracts.notifications.contacts import ContactEvent
from shared.contracts.notifications.notices import NoticeEvent
from shared.contracts.notifications.subscriptions import SubscriptionEvent
from shared.contracts.registry.champions import ChampionEvent
from shared.contracts.registry.networks import NetworkEvent
from shared.contracts.registry.secondments import SecondmentEvent
from shared.contracts.registry.statements import StatementEvent
from shared.contracts.registry.totals import TotalEvent
from shared.contracts.upcasters import UPCASTERS, Upcaster
from shared.texts import N_
from shared.values import RECORDED


class Undecodable(ValueError):
    """The bytes are not an event of the type they claim; the message says why."""


@dataclass(frozen=True)
class Kind:
    """A kind of stream: the service that publishes it, the union of its events, and how its things are called.

    ``it`` are texts for ``{it}`` in a sentence, of which the first is said whose values are all known. ``known`` are
    those values and what else is kept of a thing to be told, each by the path of the field that says it, in whatever
    event has that field; the last word holds. ``key`` is what the thing's own key is called among them.
    """

    name: str
    service: str
    union: Any
    it: Sentences = ("{key}",)
    known: Mapping[str, str] = field(default_factory=dict)
    key: str = "key"

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        """Every event class that a stream of this kind may hold."""
        return get_args(get_args(self.union)[0])

    @cached_property
    def adapter(self) -> TypeAdapter[Event]:
        """Reads any event of the kind, and describes them all as JSON schema."""
        return TypeAdapter(self.union)

    @property
    def topic(self) -> str:
        """The topic that carries the kind."""
        return f"onevoice.{self.service}.v1"


def type_of(event: type[Event]) -> str:
    """The type's name, with its version."""
    return str(event.model_fields["type"].default)


class Catalogue:
    """All kinds and upcasters. Production has one, ``CATALOGUE``; a test may build its own."""

    def __init__(self, kinds: Iterable[Kind], upcasters: Mapping[str, Upcaster]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self.upcasters = upcasters
        self.types = {type_of(event): event for kind in self.kinds.values() for event in kind.events}
        self._types_of = {name: {type_of(e) for e in kind.events} for name, kind in self.kinds.items()}

    def kind(self, name: str) -> Kind:
        """The kind of this name; KeyError where there is none."""
        return self.kinds[name]

    def decode(self, type_name: str, data: bytes, kind: str | None = None) -> Event:
        """The event in ``data``, in its current version; with ``kind``, only an event of that kind.

        Raises Undecodable for an unknown type, bytes of another type, and bytes that do not fit it.
        """
        if type_name in self.upcasters:
            type_name, data = self._upcast(type_name, data)
        if type_name not in (self.types if kind is None else self._types_of.get(kind, ())):
            raise Undecodable(f"no event type {type_name!r:.120} is known{f' in {kind}' if kind else ''}")
        try:
            event = self.types[type_name].model_validate_json(data, context=RECORDED, extra="ignore")
        except ValidationError as error:
            raise Undecodable(f"not a {type_name}: {error.errors(include_url=False)[:3]}") from error
        if "type" not in event.model_fields_set:
            raise Undecodable(f"the bytes do not say that they are a {type_name}")
        return event

    def _upcast(self, type_name: str, data: bytes) -> tuple[str, bytes]:
        try:
            payload = json.loads(data)
            claimed = payload.get("type") if isinstance(payload, dict) else None
            while claimed == type_name and (step := self.upcasters.get(type_name)):
                payload, claimed, type_name = {**step.convert(payload), "type": step.new}, step.new, step.new
        except (LookupError, TypeError, ValueError, RecursionError) as error:
            raise Undecodable(f"{type_name} does not convert to the next version: {error}") from error
        if claimed != type_name:
            raise Undecodable(f"the bytes do not say that they are a {type_name}")
        return type_name, json.dumps(payload).encode()


_IS_CALLED: Final = "{title}"
_SECONDMENT: Final = (
    N_("The secondment from {agency} to {to} ({post})"),
    N_("The secondment from {agency} to {to}"),
    N_("The secondment from {agency} ({post})"),
    N_("The secondment from {agency}"),
    "{key}",
)
_CALL: Final = {
    "title": "terms.title",
    "region": "terms.region",
    "example": "example",
    "opens": "opens",
    "closes": "closes",
}
_NETWORK: Final = {one: one for one in ("title", "region", "country")}
_TITLED: Final = {"title": "title"}
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "briefing",
            "consultations",
            BriefingEvent,
            (_IS_CALLED, N_("Briefing {key}")),
            {**_TITLED, "when": "when"},
        ),
        Kind("call", "consultations", CallEvent, (_IS_CALLED, "{key}"), _CALL),
        Kind("champion", "registry", ChampionEvent, ("{country}",), key="country"),
        Kind("contact", "notifications", ContactEvent),
        Kind("finding", "consultations", FindingEvent, ("{text}", "{key}"), {"text": "text"}),
        Kind("floor", "consultations", FloorEvent, (N_("the briefing {key}"),)),
        Kind("input", "consultations", InputEvent),
        Kind("issue", "consultations", IssueEvent, ("{text}", "{key}"), KNOWN),
        Kind("network", "registry", NetworkEvent, (_IS_CALLED, "{key}"), _NETWORK),
        Kind("notice", "notifications", NoticeEvent),
        Kind("passage", "consultations", PassageEvent),
        Kind("registration", "consultations", RegistrationEvent, (N_("the briefing {key}"),)),
        Kind(
            "report",
            "consultations",
            ReportEvent,
            (_IS_CALLED, "{key}"),
            {"title": "terms.title", "example": "example"},
        ),
        Kind(
            "secondment",
            "registry",
            SecondmentEvent,
            _SECONDMENT,
            {one: one for one in ("agency", "to", "post")},
        ),
        Kind("section", "consultations", SectionEvent, (_IS_CALLED, "{key}"), _TITLED),
        Kind("statement", "registry", StatementEvent, (_IS_CALLED, "{key}"), _TITLED),
        Kind("subscription", "notifications", SubscriptionEvent),
        Kind("total", "registry", TotalEvent),
        Kind("upload", "consultations", UploadEvent),
    )
}
"""Every kind of stream, by name."""

CATALOGUE = Catalogue(KINDS.values(), UPCASTERS)
"""What production reads and writes by."""


def service_of(kind: str) -> str:
    """The service that owns the streams of this kind; KeyError for an unknown kind."""
    return KINDS[kind].service


def topic_of(kind: str) -> str:
    """The topic on which the streams of this kind travel; KeyError for an unknown kind."""
    return KINDS[kind].topic


def decode(type_name: str, data: bytes, kind: str | None = None) -> Event:
    """``CATALOGUE.decode``: the event in ``data``; raises Undecodable."""
    return CATALOGUE.decode(type_name, data, kind)
