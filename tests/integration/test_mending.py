"""Whom a mail failed for, and asking at the right address instead, on a process that serves and sends."""

from typing import Any

import httpx
import pytest

from shared.auth import Role
from tests.integration.test_http import api, installed
from tests.integration.test_subscription_mails import accept, caller, invite
from tests.integration.test_subscriptions import office, place, running
from tests.support.eventually import eventually
from tests.support.inputs_api import opened, send
from tests.support.readers import Installation, Reader

__all__ = ["api", "caller", "installed", "office", "place", "running"]
LIST = "/notifications/api/deliveries"
GONE = "550 5.4.1 Recipient address rejected: Access denied"


async def failed(api: httpx.AsyncClient, headers: dict[str, str], reader: Reader) -> dict[str, Any]:
    """The delivery that failed for this reader."""

    async def listed() -> list[dict[str, Any]]:
        found = (await api.get(LIST, headers=headers)).json()["deliveries"]
        return [one for one in found if one["address"] == reader.address]

    [one] = await eventually(listed)
    return dict(one)


@pytest.mark.law(13)
async def test_the_secretariat_sees_whom_a_notice_failed_for_and_asks_at_the_right_address(
    api: httpx.AsyncClient, place: Installation, caller: Any
) -> None:
    """What was followed there is asked for here, and told once the mailbox wants it; an operator sees no address."""
    wrong, right = place.reader(), place.reader()
    await wrong.subscribes("champions/KEN", language="fr")
    place.office.refused[wrong.address] = GONE
    await invite(api, "KEN")
    office = caller(Role.SECRETARIAT)
    one = await failed(api, office, wrong)
    seen = await api.get(LIST, headers=caller(Role.OPERATOR))
    assert wrong.address not in seen.text
    refused = await api.post(f"{LIST}/{one['id']}/mend", json={"address": "nobody"}, headers=office)
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert "name@example.org is right" in refused.text
    body = {"address": right.address}
    assert (await api.post(f"{LIST}/{one['id']}/mend", json=body, headers=office)).is_success
    [asked] = await right.mailed(1)
    assert asked.message["Content-Language"] == "fr"
    await right.browser.post(asked.link("confirm"))
    await accept(api, "KEN")
    await right.mailed(2)


async def test_who_never_confirmed_is_asked_for_the_same(
    api: httpx.AsyncClient, place: Installation, caller: Any
) -> None:
    """The address was mistyped from the start: the question itself came back."""
    wrong, right = place.reader(), place.reader()
    place.office.refused[wrong.address] = "550 5.1.1 no such user"
    await wrong.asks("champions/GHA")
    office = caller(Role.SECRETARIAT)
    one = await failed(api, office, wrong)

    async def taken() -> bool:
        body = {"address": right.address}
        return (await api.post(f"{LIST}/{one['id']}/mend", json=body, headers=office)).is_success

    await eventually(taken)
    await right.mailed(1)


async def test_of_a_letter_to_an_author_nobody_is_named(
    api: httpx.AsyncClient, place: Installation, caller: Any
) -> None:
    """Who wrote an input is for no list; there is nothing to ask for at another address either."""
    author = place.reader()
    place.office.refused[author.address] = GONE
    await send(api, await opened(api), address=author.address)
    office = caller(Role.SECRETARIAT)

    async def listed() -> list[dict[str, Any]]:
        return [one for one in (await api.get(LIST, headers=office)).json()["deliveries"] if one["letter"]]

    [one] = await eventually(listed)
    assert one["address"] is None
    body = {"address": "other@mission.example"}
    done = await api.post(f"{LIST}/{one['id']}/mend", json=body, headers=office)
    assert done.status_code == httpx.codes.CONFLICT


@pytest.mark.law(10)
async def test_what_was_given_up_is_tried_once_more_when_an_operator_says_so(
    api: httpx.AsyncClient, place: Installation, caller: Any
) -> None:
    """It is the same delivery, under the same Message-ID; what was sent, or refused for its address, stays so."""
    reader, office, operator = place.reader(), caller(Role.SECRETARIAT), caller(Role.OPERATOR)
    await reader.subscribes("champions/TUR")
    place.office.refused[reader.address] = "554 5.6.0 this content is not taken"
    await invite(api, "TUR")
    one = await failed(api, office, reader)
    assert one["state"] == "failed"
    again = f"{LIST}/{one['id']}/retry"
    assert (await api.post(again, json={}, headers=office)).status_code == httpx.codes.FORBIDDEN
    del place.office.refused[reader.address]

    async def taken() -> bool:
        return (await api.post(again, json={}, headers=operator)).is_success

    await eventually(taken)
    [_, mail] = await reader.mailed(2)
    assert str(mail.message["Message-ID"]).startswith(f"<{one['id']}@")

    async def sent() -> bool:
        return bool((await api.get(f"{LIST}/{one['id']}", headers=operator)).json()["state"] == "sent")

    await eventually(sent)
    assert (await api.post(again, json={}, headers=operator)).status_code == httpx.codes.CONFLICT
    assert len(reader.mails) == 2
