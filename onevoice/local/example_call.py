"""The local run's example of a call: loaded through the public API, and marked as an example for ever."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from onevoice.api import Api
from onevoice.record.expected import Answers, Effect
from shared.auth import Role

CALL: Final = Path(__file__).parents[2] / "examples" / "call-2020-spring.yaml"


@dataclass(frozen=True)
class ExampleCall:
    """A call and its inputs, as the file has them."""

    key: str
    terms: Mapping[str, Any]
    inputs: tuple[Mapping[str, Any], ...]

    @property
    def published(self) -> int:
        """How many inputs anybody may read."""
        return sum(one["consent"] != "counted" for one in self.inputs)


def read_example(path: Path = CALL) -> ExampleCall:
    """The example."""
    found = YAML(typ="safe", pure=True).load(path)
    return ExampleCall(found["key"], found["terms"], tuple(found["inputs"]))


class Loading:
    """Loads it: ``apis`` are connections as who is not signed in (None) and as each role."""

    def __init__(self, apis: Mapping[Role | None, Api]) -> None:
        self._apis = apis

    async def load(self, example: ExampleCall) -> int:
        """Say what is not said yet; how many inputs are new. Raises ``ApiRefused``."""
        place = f"/consultations/api/calls/{example.key}"
        secretariat = self._apis[Role.SECRETARIAT]
        before = await secretariat.get(place)
        if before is None:
            draft = {"terms": example.terms, "example": True}
            await secretariat.post(f"{place}/draft", draft, f"{example.key}-draft")
            await secretariat.post(f"{place}/announce", {}, f"{example.key}-announce")
        for number, one in enumerate(example.inputs):
            said = {name: value for name, value in one.items() if name != "as"}
            api = self._apis[Role(one["as"]) if "as" in one else None]
            await api.post(f"{place}/inputs", said, _key(f"{example.key}-{number}"))
        return 0 if before else len(example.inputs)


def _key(name: str) -> str:
    """A key in the form that who is not signed in must send; nobody minds that these can be guessed."""
    return uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=4).hex


def effects(example: ExampleCall) -> Iterator[Effect]:
    """What loading it must bring about."""
    listed = f"/consultations/api/inputs?call={example.key}"

    def published(seen: Answers) -> bool | None:
        found = seen[listed]["inputs"]
        # Or more: whoever looks around sends their own.
        return (len(found) >= example.published and all(one["example"] for one in found)) or None

    what = f"example call {example.key}: {len(example.inputs)} inputs received, {example.published} published"
    yield Effect(f"{what}, all marked as examples", listed, published)
