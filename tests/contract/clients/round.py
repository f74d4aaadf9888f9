"""A round with the generated clients, told as JSON: ``python round.py URL TOKEN COUNTRY CALL``."""

import json
import sys
from typing import TypeVar

import consultations_client
import registry_client
from consultations_client.api.inputs import send_input
from consultations_client.models import NewInput, NewInputAnswers, Taken
from consultations_client.models import ProblemBody as ConsultationsProblem
from registry_client.api.champions import accept_champion, champion_countries
from registry_client.models import AcceptChampionBody, Accepted, ChampionList, EvidenceDocument, Preview
from registry_client.models import ProblemBody as RegistryProblem

T = TypeVar("T")


def sure(kind: type[T], answer: object) -> T:
    """The answer, which is of this kind."""
    if not isinstance(answer, kind):
        raise TypeError(answer)
    return answer


def told(problem: RegistryProblem | ConsultationsProblem) -> tuple[int, str, list[str]]:
    """A problem's status and type, and the fields that it names."""
    return problem.status, problem.type_, [one.field for one in problem.errors or ()]


url, token, country, call = sys.argv[1:]
registry = registry_client.AuthenticatedClient(f"{url}/registry", token=token)
nobody = registry_client.AuthenticatedClient(f"{url}/registry", token="not-a-token")
body = AcceptChampionBody(evidence=EvidenceDocument("Letter"), since="2020-03")
wrong = AcceptChampionBody(evidence=EvidenceDocument("Letter"), since="March")
would = sure(Preview, accept_champion.sync(country, client=registry, body=body, preview=True))
accepted = sure(Accepted, accept_champion.sync(country, client=registry, body=body))
after = [f"{accepted.stream}@{accepted.version}"]
champions = sure(ChampionList, champion_countries.sync(client=registry, after=after)).champions
invalid = sure(RegistryProblem, accept_champion.sync(country, client=registry, body=wrong))
unsigned = sure(RegistryProblem, accept_champion.sync(country, client=nobody, body=body))

consultations = consultations_client.AuthenticatedClient(f"{url}/consultations", token=token)
answers = NewInputAnswers.from_dict({"progress": "A little."})
said = NewInput("migrants", "en", "unnamed", answers)
taken = sure(Taken, send_input.sync(call, client=consultations, body=said))
unknown = sure(ConsultationsProblem, send_input.sync("no-such-call", client=consultations, body=said))

receipt = taken.receipt.receipt
outcome = {
    "would": [one.type_ for one in would.events],
    "since": [one.since for one in champions if one.country == country],
    "receipt": [receipt.call, receipt.verdict, receipt.example],
    "author": taken.author != "",
    "problems": [told(invalid), told(unsigned), told(unknown)],
}
sys.stdout.write(json.dumps(outcome))
