"""Letters about citations, from the mark to the mailbox: each once, and none of what is not so any more."""

from typing import Any

import httpx
import pytest

from onevoice.people.search import Search
from shared.mongo import Server
from shared.settings import Settings
from tests.integration.test_contacts import assert_nowhere
from tests.integration.test_http import api, installed
from tests.integration.test_letters import letters
from tests.integration.test_subscription_mails import reader
from tests.integration.test_subscriptions import office, place, running
from tests.support.citing import found, marked, tied
from tests.support.eventually import eventually
from tests.support.inputs_api import API, CREATED, OK, after, heard, id_of, public_of, send
from tests.support.readers import Installation, Reader

__all__ = ["api", "installed", "office", "place", "reader", "running"]
pytestmark = [pytest.mark.law(10), pytest.mark.law(13)]
WORDS = "We wait at the border. Ali waits with us."


async def input_of(
    api: httpx.AsyncClient, reader: Reader, call: str, **said: Any
) -> tuple[httpx.Response, str]:
    """An input whose author has had the receipt, and its public id."""
    before = len(reader.mails)
    taken = await send(api, call, address=reader.address, answers={"progress": WORDS}, **said)
    await reader.mailed(before + 1)
    return taken, await public_of(api, taken)


async def test_an_author_is_told_once_of_a_finding_and_once_of_what_came_of_it(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """However many passages there are, in the language of the input, with the way to their own page."""
    call = await heard(api)
    taken, public = await input_of(api, reader, call, language="fr")
    finding = await found(api, call, text={"en": "They wait.", "fr": "Ils attendent."})
    for passage in ("We wait", "Ali waits", "at the border"):
        assert (await marked(api, public, finding, passage)).status_code == CREATED
    cited = (await reader.mailed(2))[1]
    assert cited.subject.startswith("Votre contribution est citée\u00a0: ")
    assert "Ils attendent." in cited.body()
    assert f"{place.settings.origin}/consultations/findings/{finding}" in cited.body()
    assert "Ali" not in cited.body()
    own = await api.get(
        f"{API}/inputs/{id_of(taken)}/own",
        headers={"Input-Author": cited.link("mine").rpartition("/")[2]},
    )
    assert own.status_code == OK
    assert (await tied(api, finding)).status_code == OK
    assert (await tied(api, finding)).status_code == OK
    answered = (await reader.mailed(3))[2]
    assert answered.subject.startswith("Suite donnée à votre contribution\u00a0: ")
    assert f"une réponse convenue, {place.settings.origin}/consultations/issues/an-answer" in answered.body()
    await marked(api, public, finding, "with us")
    other = await found(api, call)
    await marked(api, public, other, "with us")
    assert (await reader.mailed(4))[3].subject.startswith("Votre contribution est citée")
    assert len(reader.mails) == 4


async def test_what_is_undone_before_it_is_sent_is_not_written(
    api: httpx.AsyncClient, installed: Settings, server: Server, place: Installation, reader: Reader
) -> None:
    """It is asked what is so when the mail goes; and after an erasure nobody is written to."""
    call = await heard(api)
    taken, public = await input_of(api, reader, call)
    finding = await found(api, call)
    deliveries = server.database(installed.database("notifications"))["deliveries"]
    place.office.refused[reader.address] = "451 4.7.1 try again later"
    made = await marked(api, public, finding, "Ali waits")

    async def tried() -> bool:
        one = await deliveries.find_one({"letter.what": "cited", "letter.input": id_of(taken)})
        return bool(one and one["to"][0]["tries"])

    await eventually(tried)
    mark = made.json()["stream"].removeprefix("passage-")
    gone = await api.post(f"{API}/passages/{mark}/remove", json={"finding": finding, "reason": "by_mistake"})
    await api.get(f"{API}/inputs/{public}/passages", params=after(gone))
    del place.office.refused[reader.address]
    past = {"$set": {"due": (await deliveries.find_one({"letter.what": "cited"}))["at"]}}  # type: ignore[index]
    past["$set"]["to.0.due"] = past["$set"]["due"]
    await deliveries.update_many({"letter.input": id_of(taken), "due": {"$ne": None}}, past)

    async def ended() -> bool:
        return (await letters(server, installed, id_of(taken))).get("cited") == "suppressed"

    await eventually(ended)
    assert len(reader.mails) == 1
    word = {"Input-Author": taken.json()["author"]}
    erased = await api.post(f"{API}/inputs/{id_of(taken)}/erase", json={}, headers=word)
    assert erased.status_code == OK

    async def forgotten() -> bool:
        authors = server.database(installed.database("notifications"))["authors"]
        return await authors.find_one({"_id": id_of(taken)}) is None

    await eventually(forgotten)
    assert (await tied(api, finding)).status_code == OK
    assert "answered" not in await letters(server, installed, id_of(taken))


async def test_about_an_example_nobody_is_written_to(
    api: httpx.AsyncClient, installed: Settings, server: Server, reader: Reader
) -> None:
    """Its finding is an example, too; the letter of a real one comes meanwhile."""
    call = await heard(api, example=True)
    taken = await send(api, call, address=reader.address, answers={"progress": WORDS})
    public = await public_of(api, taken)
    finding = await found(api, call, example=True)
    assert (await marked(api, public, finding, "Ali waits")).status_code == CREATED
    real = await heard(api)
    _, other = await input_of(api, reader, real)
    await marked(api, other, await found(api, real), "Ali waits")
    await reader.mailed(2)
    assert await letters(server, installed, id_of(taken)) == {}


async def test_no_database_topic_or_log_holds_what_the_letter_said(
    api: httpx.AsyncClient, installed: Settings, reader: Reader
) -> None:
    """Neither the address nor the word of the author's page."""
    call = await heard(api)
    _, public = await input_of(api, reader, call)
    await marked(api, public, await found(api, call), "Ali waits")
    word = (await reader.mailed(2))[1].link("mine").rpartition("/")[2]
    for secret in (reader.address, word):
        assert_nowhere(await Search(secret, installed).everywhere())
