"""The local run's example of a call: loaded through the public API, and marked as an example for ever."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
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
    """A call, its inputs, and the finding and the issue that one of them led to, as the file has them."""

    key: str
    terms: Mapping[str, Any]
    inputs: tuple[Mapping[str, Any], ...]
    finding: Mapping[str, Any]
    issue: Mapping[str, Any]

    @property
    def published(self) -> int:
        """How many inputs anybody may read."""
        return sum(one["consent"] != "counted" for one in self.inputs)


def read_example(path: Path = CALL) -> ExampleCall:
    """The example."""
    found = YAML(typ="safe", pure=True).load(path)
    return ExampleCall(found["key"], found["terms"], tuple(found["inputs"]), found["finding"], found["issue"])


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
        sent = []
        for number, one in enumerate(example.inputs):
            said = {name: value for name, value in one.items() if name != "as"}
            api = self._apis[Role(one["as"]) if "as" in one else None]
            sent.append(await api.post(f"{place}/inputs", said, _key(f"{example.key}-{number}")))
        await self._cite(example, sent)
        return 0 if before else len(example.inputs)

    async def _cite(self, example: ExampleCall, sent: Sequence[Mapping[str, Any]]) -> None:
        """Mark the passage of the example's finding, and give the answer that it led to."""
        finding, issue = example.finding, example.issue
        at = f"/consultations/api/findings/{finding['key']}"
        said = {"text": finding["text"], "call": example.key, "example": True}
        recorded = await self._say(f"{at}/record", said)
        await self._seen(at, recorded)
        public = await self._public(example, sent)
        passage = {name: finding[name] for name in ("question", "passage")} | {"finding": finding["key"]}
        await self._say(f"/consultations/api/inputs/{public}/passages", passage)
        place, origin = f"/consultations/api/issues/{issue['key']}", {"kind": "input", "input": public}
        raised = {"matter": issue["matter"], "origin": origin, "example": True}
        await self._say(f"{place}/raise", raised)
        await self._say(f"{place}/assign", {"lead": issue["lead"]})
        await self._say(f"{place}/draft", {"text": issue["answer"]})
        await self._say(f"{place}/decide", {"draft": 1, "reason": issue["decided"]})
        await self._seen(place, await self._say(f"{place}/publish", {"draft": 1}))
        await self._say(f"{at}/tie", {"kind": "answer", "target": issue["key"]})

    async def _say(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return await self._apis[Role.SECRETARIAT].post(path, body, path)

    async def _seen(self, path: str, said: Mapping[str, Any]) -> None:
        """Wait until it is seen: what comes next looks there."""
        await self._apis[Role.SECRETARIAT].get(path, f"{said['stream']}@{said['version']}")

    async def _public(self, example: ExampleCall, sent: Sequence[Mapping[str, Any]]) -> str:
        """Under which id anybody reads the input with the passage, once all are read. Raises LookupError."""
        path = f"/consultations/api/inputs?call={example.key}"
        for one in sent:
            await self._seen(path, one)
        found = await self._apis[None].get(path)
        for one in found.json()["inputs"] if found else ():
            if one["example"] and example.finding["passage"] in str(one["answers"].values()):
                return str(one["id"])
        raise LookupError(example.finding["passage"])


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
    finding, issue = (
        f"/consultations/api/{kind}/{key}"
        for kind, key in (("findings", example.finding["key"]), ("issues", example.issue["key"]))
    )

    def cited(seen: Answers) -> bool | None:
        found = seen[finding]
        led = [(one["kind"], one["target"]) for one in found["outcomes"]]
        return (
            found["example"] and len(found["passages"]) == 1 and ("answer", example.issue["key"]) in led
        ) or None

    def answered(seen: Answers) -> bool | None:
        return (seen[issue]["example"] and seen[issue]["answer"] is not None) or None

    yield Effect("example finding: it cites a passage of one input, and led to an answer", finding, cited)
    yield Effect("example issue: it has one agreed answer", issue, answered)
