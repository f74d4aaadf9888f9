"""What a subscription is told, by what mails, and what its pages show of them: on a process that serves and sends."""

import re
from collections.abc import Callable

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.contracts.notifications.subscriptions import SubscriptionChanged, SubscriptionEnded
from shared.settings import Settings
from tests.integration.test_http import api, installed
from tests.integration.test_subscriptions import erased, office, page, place, running
from tests.support.eventually import eventually
from tests.support.inputs_api import opened
from tests.support.readers import Installation, Mailed, Reader, form

__all__ = ["api", "installed", "office", "place", "running"]
Caller = Callable[[Role], dict[str, str]]
LONG_AGO = "2020-06-01"


@pytest.fixture
def reader(place: Installation) -> Reader:
    """Somebody new."""
    return place.reader()


@pytest.fixture
def caller(installed: Settings) -> Caller:
    """The headers of a role."""
    issuer = LocalIssuer(installed)
    return lambda role: {"Authorization": f"Bearer {issuer.token(role)}"}


async def invite(api: httpx.AsyncClient, country: str, **headers: str) -> httpx.Response:
    """A State is invited as champion country."""
    command = f"/registry/api/champions/{country}/invite"
    done = await api.post(command, json={"on": LONG_AGO}, headers=headers)
    assert done.is_success, done.text
    return done


async def accept(api: httpx.AsyncClient, country: str) -> None:
    """It is accepted: the next that can be told of it."""
    body = {"evidence": {"kind": "document", "title": "Letter"}, "since": "2020-07"}
    assert (await api.post(f"/registry/api/champions/{country}/accept", json=body)).is_success


def unsubscribe(mail: Mailed) -> str:
    """The one link for mail programs."""
    [link] = re.findall(r"<(http[^>]+)>", str(mail.message["List-Unsubscribe"]))
    return str(link)


@pytest.mark.law(10)
async def test_an_event_is_one_mail_with_all_that_a_mail_program_needs(
    api: httpx.AsyncClient, place: Installation, reader: Reader, caller: Caller
) -> None:
    """Named after its delivery, by the request's correlation id, to be ended in one click; a repeat is no mail."""
    preferences = await reader.subscribes("champions/PRT")
    key = {"X-Correlation-ID": "invitation-of-portugal", "Idempotency-Key": "invitation"}
    assert (await invite(api, "PRT", **key)).json() == (await invite(api, "PRT", **key)).json()
    [_, mail] = await reader.mailed(2)
    head = mail.message
    assert mail.subject == "Portugal was invited to be a champion country (1 June 2020)"
    assert head["To"] == reader.address
    assert head["X-Correlation-ID"] == "invitation-of-portugal"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Id"] == "<champions.onevoice.invalid>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe(mail).startswith(place.settings.origin)
    assert {"1 June 2020" in mail.body(kind) for kind in ("plain", "html")} == {True}
    assert mail.link("preferences").rpartition("/")[0] == preferences.rpartition("/")[0]
    page(await reader.browser.get(str(head["List-Help"]).strip("<>")))
    delivery = str(head["Message-ID"]).strip("<>").partition("@")[0]
    at = f"/notifications/api/deliveries/{delivery}"

    async def sent() -> dict[str, object]:
        found: dict[str, object] = (await api.get(at, headers=caller(Role.OPERATOR))).json()
        return found if found["state"] == "sent" else {}

    shown = await eventually(sent)
    assert shown["contact"] == reader.contact(preferences)
    assert (shown["correlation_id"], shown["matched"]) == ("invitation-of-portugal", "champions/PRT")
    assert [tried["outcome"] for tried in shown["tries"]] == ["sent"]  # type: ignore[attr-defined]  # JSON
    for role in set(Role) - {Role.OPERATOR, Role.SERVICE}:
        assert (await api.get(at, headers=caller(role))).status_code == httpx.codes.FORBIDDEN
    await accept(api, "PRT")
    assert [one.subject for one in await reader.mailed(3)] == [
        "Please confirm your subscription", mail.subject, "Portugal is a champion country since July 2020"
    ]  # fmt: skip


@pytest.mark.law(10)
async def test_one_click_ends_it_whatever_the_mail_program_sends(
    api: httpx.AsyncClient, place: Installation
) -> None:
    """RFC 8058: a POST without cookies, as a form or in parts, is answered at once; no mail comes after it."""
    first, second, stays = (place.reader() for _ in range(3))
    for one in (first, second, stays):
        await one.subscribes("champions/ESP")
    await invite(api, "ESP")
    links = [unsubscribe((await one.mailed(2))[1]) for one in (first, second, stays)]
    said = {"List-Unsubscribe": "One-Click"}
    answers = (
        await place.browser.post(links[0], data=said),
        await place.browser.post(links[1], files={name: (None, value) for name, value in said.items()}),
    )
    for answer in answers:
        assert "You are unsubscribed." in page(answer)
        assert "set-cookie" not in answer.headers
    await accept(api, "ESP")
    await stays.mailed(3)
    assert [len(one.mails) for one in (first, second, stays)] == [2, 2, 3]
    for one, link in zip((first, second), links, strict=False):
        assert (await one.history(link))[2:] == [SubscriptionEnded(reason="one_click")]


async def test_preferences_are_changed_by_their_form(api: httpx.AsyncClient, reader: Reader) -> None:
    """A topic less, a topic in a region more, another language: the next mail is as the form said."""
    at = await reader.subscribes("networks", "champions/FRA")
    fields = form(page(await reader.browser.get(at)))
    assert fields == [
        ("follow", "champions/FRA"), ("follow", "networks"), ("language", "en"), ("topic", ""), ("place", "")
    ]  # fmt: skip
    wanted = {"follow": ["champions/FRA"], "topic": "secondments", "place": "africa", "language": "fr"}
    done = await reader.browser.post(at, data=wanted, follow_redirects=True)
    assert [one.status_code for one in done.history] == [httpx.codes.SEE_OTHER]
    shown = page(done)
    assert '<html lang="fr"' in shown
    assert "Vos modifications sont enregistrées." in shown
    assert form(shown)[:3] == [
        ("follow", "champions/FRA"), ("follow", "secondments/africa"), ("language", "fr")
    ]  # fmt: skip
    await reader.browser.post(at, data={**wanted, "topic": "", "follow": [v for _, v in form(shown)[:2]]})
    assert len(await reader.history(at)) == 3, "the same again says nothing new"
    await invite(api, "FRA")
    mail = (await reader.mailed(2))[1]
    assert (mail.subject, mail.message["Content-Language"]) == (
        "France\u00a0: invitation à être pays champion (1er juin 2020)",
        "fr",
    )


async def test_a_language_without_texts_is_answered_in_english_that_says_so(
    api: httpx.AsyncClient, reader: Reader
) -> None:
    """Chosen on the page, it is kept; the mail's first line names it, marked as what it is."""
    at = await reader.subscribes("champions/EGY")
    await reader.browser.post(at, data={"follow": "champions/EGY", "language": "ar"})
    assert ("language", "ar") in form(page(await reader.browser.get(at)))
    await invite(api, "EGY")
    mail = (await reader.mailed(2))[1]
    assert mail.message["Content-Language"] == "en"
    assert mail.body().startswith("العربية: no text in this language yet; this is the English one.")
    assert '<bdi lang="ar">العربية</bdi>' in mail.body("html")


async def test_a_form_with_nothing_ticked_ends_it(reader: Reader) -> None:
    """Who follows nothing is told nothing: it ended as unsubscribed, and the page says so in its language."""
    at = await reader.subscribes("briefings", language="fr")
    done = await reader.browser.post(at, data={"topic": "", "language": "fr"}, follow_redirects=True)
    assert "Cet abonnement a pris fin" in page(done)
    assert (await reader.history(at))[-1] == SubscriptionEnded(reason="unsubscribed")


@pytest.mark.parametrize(
    "wrong",
    [
        {"follow": "weather", "language": "fr"},
        {"follow": "champions/XXX", "language": "fr"},
        {"follow": "briefings", "topic": "champions", "place": "moon", "language": "fr"},
        {"follow": "briefings", "language": "tlh"},
        {"follow": "briefings"},
        {"follow": [f"champions/{'A' * 300}"] * 20, "language": "fr"},
    ],
)
async def test_a_form_that_its_page_did_not_offer_is_refused_with_a_page(
    wrong: dict[str, str], reader: Reader
) -> None:
    """409 in the reader's own language, with the way back; nothing changes."""
    at = await reader.subscribes("briefings", language="fr")
    shown = page(await reader.browser.post(at, data=wrong), 409)
    assert '<html lang="fr"' in shown
    assert "Ce formulaire n'a pas été pris en compte" in re.sub("&#39;", "'", shown)
    [back] = re.findall(r'href="(\.\./preferences/[^"]+)"', shown)
    assert ("follow", "briefings") in form(page(await reader.browser.get(str(httpx.URL(at).join(back)))))
    assert len(await reader.history(at)) == 2
    assert not any(isinstance(event, SubscriptionChanged) for event in await reader.history(at))


@pytest.mark.law(14)
async def test_the_page_lists_what_was_sent_to_its_own_reader_alone(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """When, what, why and in which state; nobody else's link shows a row of it."""
    at, other = await reader.subscribes("champions/ITA"), await place.reader().subscribes("networks")
    assert "Nothing so far." in page(await reader.browser.get(at))
    await invite(api, "ITA")
    await reader.mailed(2)

    async def listed() -> list[str]:
        rows = re.findall(r"<td[^>]*>(.*?)</td>", page(await reader.browser.get(at)))
        return rows if rows[-1:] == ["sent"] else []

    [when, what, why, state] = await eventually(listed)
    assert re.fullmatch(r'<time datetime="[^"]+\+00:00">\d+ \w+ \d{4}, \d\d:\d\d UTC</time>', when)
    assert (what, why, state) == (
        "Italy was invited to be a champion country (1 June 2020)", "Champion countries: Italy", "sent"
    )  # fmt: skip
    assert "Italy is invited" not in page(await reader.browser.get(other))


async def test_who_follows_calls_is_told_when_one_opens_and_the_home_page_shows_it(
    api: httpx.AsyncClient, reader: Reader
) -> None:
    """In their language, with the deadline in its zone; the link leads to the call."""
    await reader.subscribes("calls", language="fr")
    key = await opened(api)
    mail = (await reader.mailed(2))[1]
    assert mail.subject.startswith(
        "L'appel à contributions «\u00a0Consultations informelles\u00a0» est ouvert"
    )
    assert "UTC" in mail.body()
    assert mail.link("calls").endswith(f"/consultations/calls/{key}")
    assert mail.message["List-Id"] == "<calls.onevoice.invalid>"

    async def shown() -> bool:
        front = (await reader.browser.get("/", headers={"Accept-Language": "fr"})).text
        return f"/consultations/calls/{key}" in front and "Appels à contributions ouverts" in front

    await eventually(shown)


@pytest.mark.law(13)
async def test_an_erased_contact_is_told_nothing_and_shown_nothing(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """The subscription ends as erased, no page shows a row of it, its way out says what is so, no mail comes."""
    at, stays = await reader.subscribes("champions/CHL"), place.reader()
    await stays.subscribes("champions/CHL")
    await invite(api, "CHL")
    link = unsubscribe((await reader.mailed(2))[1])
    await erased(api, reader.contact(at))

    async def ended() -> bool:
        return (await reader.history(at))[-1] == SubscriptionEnded(reason="erased")

    await eventually(ended)

    async def gone() -> str:
        return page(await reader.browser.get(at), 404)

    shown = await eventually(gone)
    assert "This subscription has ended" in shown
    assert "Chile" not in shown
    assert "<form" not in shown
    assert "Chile" not in page(await reader.browser.post(at, data={"follow": "champions/CHL"}), 404)
    assert "You are unsubscribed." in page(await reader.browser.post(link))
    await accept(api, "CHL")
    await stays.mailed(3)
    assert len(reader.mails) == 2
