"""Letters to authors, from the form to the mailbox, on a process that serves and sends."""

import json
import re
import uuid
from typing import Any

import httpx
import pytest

from onevoice.people.search import Search
from services.consultations.inputs.receipts.receipt import Receipt, checked
from shared.auth import Role
from shared.mongo import Server
from shared.settings import Settings
from tests.integration.test_contacts import assert_nowhere
from tests.integration.test_http import api, installed
from tests.integration.test_subscription_mails import caller, reader
from tests.integration.test_subscriptions import erased, office, place, running
from tests.support.eventually import eventually
from tests.support.inputs_api import API, OK, id_of, opened, send
from tests.support.readers import Installation, Mailed, Reader

__all__ = ["api", "caller", "installed", "office", "place", "reader", "running"]
pytestmark = [pytest.mark.law(10), pytest.mark.law(13)]


def attached(mail: Mailed) -> tuple[str, Any]:
    """The name of the one file that came with a mail, and its JSON."""
    [file] = list(mail.message.iter_attachments())
    assert file.get_content_type() == "application/json"
    return str(file.get_filename()), json.loads(file.get_content())


def receipt_of(taken: httpx.Response) -> Any:
    """The receipt that stood in the answer."""
    return taken.json()["receipt"]


def opening_of(taken: httpx.Response) -> str:
    """What opens its content, for its author."""
    return str(receipt_of(taken)["opening"]["content"])


async def decided(api: httpx.AsyncClient, id_: str, how: str, **body: Any) -> None:
    """A moderator claims an input and decides."""
    for what, said in (("claim", {}), (how, body)):
        done = await api.post(f"{API}/inputs/{id_}/{what}", json=said)
        assert done.status_code == OK, done.text


async def letters(server: Server, settings: Settings, input_: str) -> dict[str, str]:
    """The state of each letter about an input, by what it is."""
    found = server.database(settings.database("notifications"))["deliveries"].find({"letter.input": input_})
    return {chunk["letter"]["what"]: chunk["to"][0]["state"] async for chunk in found}


async def test_an_address_with_an_input_is_one_mail_with_a_receipt_that_can_be_checked(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """To be read, and as a file; with the way back to the author's page, and no link that unsubscribes."""
    call = await opened(api)
    taken = await send(api, call, address=reader.address)
    assert taken.json()["mailed"], "its receipt is on its way"
    [mail] = await reader.mailed(1)
    keys = (await api.get("/.well-known/onevoice-receipts.json")).json()
    name, file = attached(mail)
    _, receipt = checked(file, keys)
    assert name == "receipt.json"
    assert "opening" not in file
    assert receipt == Receipt.model_validate_json(json.dumps(receipt_of(taken)["receipt"]))
    assert mail.subject.startswith("Receipt for your input: ")
    body = mail.body()
    for said in (call, id_of(taken), receipt.content, opening_of(taken), "It came in time"):
        assert said in body
        assert said in mail.body("html")
    assert "Ed25519" in body
    assert f"{place.settings.origin}/consultations/receipts" in body
    word = mail.link("mine").rpartition("/")[2]
    own = await api.get(f"{API}/inputs/{id_of(taken)}/own", headers={"Input-Author": word})
    assert own.status_code == OK, "who holds the mail is the author"
    assert not [header for header in mail.message.keys() if header.startswith("List-")]  # noqa: SIM118 - a message's
    assert "nsubscribe" not in body
    again = await api.post(
        f"{API}/calls/{call}/inputs", json={}, headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert again.status_code == 422
    assert len(reader.mails) == 1


async def test_who_writes_for_an_organisation_is_mailed_no_word_that_lasts(
    api: httpx.AsyncClient, place: Installation, reader: Reader, caller: Any
) -> None:
    """They may leave it: the mail leads to its list of inputs, for who is signed in."""
    sent = await send(
        api, await opened(api), caller(Role.STAKEHOLDER), group="stakeholders", address=reader.address
    )
    assert sent.json()["mailed"], sent.text
    [mail] = await reader.mailed(1)
    assert {link for link in mail.links if "/mine" in link} == {f"{place.settings.origin}/consultations/mine"}
    page = await reader.browser.get(f"/consultations/mine/{sent.json()['author']}")
    assert (page.status_code, "only way back" in page.text) == (OK, False)
    assert "good for twelve hours" in page.text
    assert '<a href="/consultations/mine">' in page.text


async def test_what_a_moderator_decides_is_written_in_the_inputs_language(
    api: httpx.AsyncClient, reader: Reader
) -> None:
    """Refused, with the reason, the note and the one answer; then accepted, with neither."""
    call, note = await opened(api, moderated=True), f"note{uuid.uuid4().hex}"
    taken = await send(api, call, address=reader.address, language="fr-CA")
    id_, author = id_of(taken), {"Input-Author": taken.json()["author"]}
    await reader.mailed(1)
    await decided(api, id_, "refuse", reason="names_others", note=note)
    first, second = await reader.mailed(2)
    assert (first.subject, second.subject) == (
        "Récépissé de votre contribution\u00a0: Consultations informelles",
        "Votre contribution n'est pas publiée\u00a0: Consultations informelles",
    )
    assert "Elle dit de tiers ce qui pourrait leur nuire" in second.body()
    assert note in second.body()
    assert "Vous pouvez répondre une fois" in second.body()
    assert not list(second.message.iter_attachments())
    answered = await api.post(f"{API}/inputs/{id_}/answer", json={"text": "x"}, headers=author)
    assert answered.status_code == OK, answered.text
    await decided(api, id_, "accept")
    third = (await reader.mailed(3))[2]
    assert third.subject.startswith("Votre contribution est acceptée\u00a0: ")
    assert note not in third.body()
    assert "répondre" not in third.body()


async def test_no_database_topic_or_log_holds_the_address_or_the_mail(
    api: httpx.AsyncClient, installed: Settings, reader: Reader
) -> None:
    """Neither who it goes to, nor the moderator's words, nor the nonce, nor the word of the author's page."""
    call, note = await opened(api, moderated=True), f"note{uuid.uuid4().hex}"
    taken = await send(api, call, address=reader.address)
    await decided(api, id_of(taken), "refuse", reason="other", note=note)
    mails = await reader.mailed(2)
    word = mails[0].link("mine").rpartition("/")[2]
    for secret in (reader.address, note, opening_of(taken), word):
        assert_nowhere(await Search(secret, installed).everywhere())


async def test_an_erased_contact_gets_no_letter(
    api: httpx.AsyncClient, installed: Settings, server: Server, reader: Reader
) -> None:
    """Their inputs are erased with them, which is written to nobody; nothing says any more whose they were."""
    taken = await send(api, await opened(api, moderated=True), address=reader.address)
    id_ = id_of(taken)
    await reader.mailed(1)
    authors = server.database(installed.database("notifications"))["authors"]
    author = await authors.find_one({"_id": id_})
    assert author
    await erased(api, author["contact"])

    async def forgotten() -> bool:
        return await authors.find_one({"_id": id_}) is None

    await eventually(forgotten)
    assert await letters(server, installed, id_) == {"receipt": "sent"}
    assert len(reader.mails) == 1


async def test_about_an_example_nobody_is_written_to_and_every_page_says_so(
    api: httpx.AsyncClient, reader: Reader
) -> None:
    """The form, the page that it leads to, and the answer to a program."""
    call = await opened(api, example=True)
    sent = await send(api, call, address=reader.address)
    assert sent.status_code == httpx.codes.CREATED
    assert not sent.json()["mailed"]
    place = f"/consultations/calls/{call}/take-part"
    asked = await reader.browser.get(place)
    assert "no mail is sent to any address" in asked.text
    assert "The receipt is sent there" not in asked.text
    fields = {
        "command": uuid.uuid4().hex,
        "speaker": "anybody",
        "group": "migrants",
        "language": "en",
        "consent": "unnamed",
        "answer.progress": "words",
        "address": reader.address,
    }
    done = await reader.browser.post(place, data=fields)
    assert done.status_code == httpx.codes.SEE_OTHER, done.text
    seen = await reader.browser.get(done.headers["Location"])
    assert "This call is an example, so no mail is sent." in seen.text
    real = await send(api, await opened(api), address=reader.address)
    assert real.json()["mailed"]
    assert len(await reader.mailed(1)) == 1


async def test_a_letter_that_failed_is_seen_by_its_name_alone(
    api: httpx.AsyncClient, place: Installation, installed: Settings, server: Server, caller: Any
) -> None:
    """Whose it was and what it said, the list does not tell."""
    refused = place.reader()
    place.office.refused[refused.address] = "550 5.1.1 no such user here"
    call = await opened(api)
    id_ = id_of(await send(api, call, address=refused.address))

    async def bounced() -> bool:
        return (await letters(server, installed, id_)).get("receipt") == "bounced"

    await eventually(bounced)
    found = await api.get("/notifications/api/deliveries", headers=caller(Role.OPERATOR))
    [one] = [one for one in found.json()["deliveries"] if one["letter"]]
    assert one["letter"] == "receipt"
    assert refused.address not in found.text
    whole = await api.get(f"/notifications/api/deliveries/{one['id']}", headers=caller(Role.OPERATOR))
    assert whole.json()["letter"] == "receipt"


async def test_its_reader_sees_a_letter_among_what_was_sent(api: httpx.AsyncClient, reader: Reader) -> None:
    """On the page of the subscription, if there is one: by its subject, in their language."""
    at = await reader.subscribes("champions/MEX")
    await send(api, await opened(api), address=reader.address)
    await reader.mailed(2)

    async def listed() -> list[str]:
        return re.findall(r"<td[^>]*>(.*?)</td>", (await reader.browser.get(at)).text)[1:]

    async def sent() -> bool:
        return await listed() == ["Receipt for your input", "Your own input", "sent"]

    await eventually(sent)
