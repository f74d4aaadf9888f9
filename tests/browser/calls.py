"""Calls and inputs for pages to show, sent by the API."""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.support.attached import pdf
from tests.support.eventually import wait_until

TERMS: Final[Mapping[str, Any]] = {
    "title": {"en": "What helps people on their way?", "fr": "Qu'est-ce qui aide les personnes en chemin ?"},
    "context": {
        "en": "For the Secretary-General's report.\n\nSay what you have seen yourself.",
        "fr": "Pour le rapport du Secrétaire général.",
    },
    "questions": [
        {"kind": "text", "key": "helps", "text": {"en": "What helps?"}, "required": True, "limit": 20_000},
        {
            "kind": "choice",
            "key": "where",
            "text": {"en": "Where?"},
            "limit": 2,
            "options": [
                {"key": "home", "text": {"en": "At home"}},
                {"key": "way", "text": {"en": "On the way"}},
                {"key": "there", "text": {"en": "At the destination"}},
            ],
        },
        {"kind": "scale", "key": "well", "text": {"en": "How well?"}},
        {"kind": "file", "key": "papers", "text": {"en": "Papers"}},
    ],
    "audiences": ["migrants", "stakeholders", "member_states"],
    "objectives": [5, 7, 15],
    "pseudonymous": True,
    "why_location": {"en": "To see which routes are meant."},
    "opens": {"date": "2020-01-01", "time": "09:00", "time_zone": "Europe/Zurich"},
    "closes": {"date": "2031-06-30", "time": "18:00", "time_zone": "Europe/Zurich"},
}
OVER: Final[Mapping[str, Any]] = {
    "closes": {"date": "2020-06-30", "time": "18:00", "time_zone": "Europe/Zurich"},
    "late": True,
}
"""Of a call that can be read: it has closed, and takes late inputs."""
LONG: Final[Mapping[str, Any]] = {
    **TERMS,
    "questions": [
        {
            **TERMS["questions"][number % 4],
            "key": f"{TERMS['questions'][number % 4]['key']}-{number}",
            "text": {
                "en": f"{number}. What have you seen of the progress since the last review, and where?",
                "fr": f"{number}. Qu'avez-vous vu des progrès faits depuis le dernier examen, et à quel endroit ?",
            },
        }
        for number in range(1, 21)
    ],
}
"""As many questions as a call may well have."""
TABLE: Final = """group,language,consent,answer helps
migrants,en,counted,A teacher
migrants,en,maybe,A lawyer
"""
"""Two rows, of which the second (on line 3) is not right."""
HELPS: Final = "Somebody who explains the rules in my own language."
SAID: Final[Mapping[str, Any]] = {
    "group": "migrants",
    "language": "en",
    "consent": "unnamed",
    "answers": {"helps": HELPS, "where": ["way"], "well": 3},
}


class House:
    """The house's API, as the persona whose session's token is given calls it; as nobody without one."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = f"{url}/consultations/api"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def post(self, path: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        """Send it; what was answered."""
        sent = {**self._headers, **headers}
        answer = httpx.post(self._url + path, json=body, headers=sent, trust_env=False)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str) -> Any:
        """What is there."""
        return httpx.get(self._url + path, headers=self._headers, trust_env=False).raise_for_status().json()

    def bring(self, path: str, data: bytes, kind: str = "application/octet-stream") -> dict[str, Any]:
        """Send a file, as it is."""
        sent = {**self._headers, "Content-Type": kind, "Idempotency-Key": uuid.uuid4().hex}
        answer = httpx.post(self._url + path, content=data, headers=sent, trust_env=False)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def upload(self, call: str, table: str) -> str:
        """Send a table of inputs and wait until it is worked through; the upload's id."""
        sent = self.bring(f"/calls/{call}/uploads", table.encode(), "text/csv")
        id_: str = sent["stream"].removeprefix("upload-")

        def status() -> str:
            path = f"{self._url}/uploads/{id_}"
            found = httpx.get(path, headers=self._headers, trust_env=False).json()
            return str(found.get("status"))

        wait_until(lambda: status() == "completed")
        return id_

    def wait_for(self, path: str) -> None:
        """Until it is there."""
        wait_until(lambda: httpx.get(self._url + path, headers=self._headers, trust_env=False).is_success)

    def published(self, taken: Mapping[str, Any]) -> str:
        """The id under which anybody reads it, once anybody can."""
        own, word = f"{self._url}/inputs/{id_of(taken)}/own", {"Input-Author": taken["author"]}

        def public() -> str | None:
            found: str | None = httpx.get(own, headers=word, trust_env=False).json()["public"]
            return found

        wait_until(lambda: public() is not None)
        return str(public())


def open_call(secretariat: House, key: str, *, example: bool = False, **terms: object) -> None:
    """Draft it and announce it."""
    draft = {"terms": {**TERMS, **terms}, "example": example}
    secretariat.post(f"/calls/{key}/draft", draft)
    secretariat.post(f"/calls/{key}/announce", {})
    secretariat.wait_for(f"/calls/{key}")


def prepared(url: str, secretariat: str, mission: str) -> dict[str, str]:
    """A call with published inputs, a moderated one with a queue, and an open one; what its links end with."""
    desk, anybody = House(url, secretariat), House(url)
    open_call(desk, "heard", example=True, **OVER)
    open_call(desk, "looked-at", moderated=True, title={"es": "Consultas moderadas"}, **OVER)
    open_call(desk, "open")
    desk.post("/calls/drafted/draft", {"terms": LONG, "example": True})
    papers, kept = (anybody.bring("/calls/heard/attachments", pdf())["id"] for _ in range(2))
    upload = desk.upload("heard", TABLE)
    arabic = {**SAID, "language": "ar", "answers": {"helps": "شخص يشرح القواعد بلغتي"}}
    first = anybody.post("/calls/heard/inputs", {**SAID, "answers": {**SAID["answers"], "papers": [papers]}})
    anybody.post("/calls/heard/inputs", arabic)
    state = {**SAID, "group": "member_states", "consent": "named", "name": "Mission", "language": "fr"}
    House(url, mission).post("/calls/heard/inputs", state)
    seen = anybody.bring("/calls/looked-at/attachments", pdf())["id"]
    with_file = {**SAID, "name": "A. N.", "answers": {**SAID["answers"], "papers": [seen]}}
    waiting = anybody.post("/calls/looked-at/inputs", with_file)
    redacted = anybody.post("/calls/looked-at/inputs", SAID)
    decide(desk, redacted, "redact", passages={"helps": ["in my own language"]}, whole=["where"])
    claimed = anybody.post("/calls/looked-at/inputs", {**SAID, "language": "es"})
    desk.post(f"/inputs/{id_of(claimed)}/claim", {})
    erased = anybody.post("/calls/heard/inputs", {**SAID, "consent": "counted"})
    anybody.post(f"/inputs/{id_of(erased)}/erase", {}, **{"Input-Author": erased["author"]})
    read = anybody.published(first)
    anybody.published(redacted)
    return {
        "call": "heard",
        "input": read,
        "author": first["author"],
        "answerable": redacted["author"],
        "waiting": id_of(waiting),
        "claimed": id_of(claimed),
        "erased": erased["author"],
        "file": kept,
        "upload": upload,
        "receipt": json.dumps(first["receipt"]),
    }


def decide(moderator: House, taken: Mapping[str, Any], how: str, **body: object) -> None:
    """Claim an input and refuse or redact it, with a reason and a note."""
    path = f"/inputs/{id_of(taken)}"
    moderator.post(f"{path}/claim", {})
    moderator.post(f"{path}/{how}", {"reason": "names_others", "note": "Your brother is named.", **body})


def id_of(taken: Mapping[str, Any]) -> str:
    """An input's id, from what it was answered with."""
    found: str = taken["receipt"]["receipt"]["input"]
    return found
