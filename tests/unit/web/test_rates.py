"""Who sends too much is told when there is room again, and keeps nobody else waiting."""

import pytest
from starlette.requests import Request

from shared.auth import Caller, Role
from shared.problems import Problem
from shared.settings import Settings
from shared.web.edge.rates import Rates

AFRICA, ARAB = (Caller("x", Role.NETWORK, name) for name in ("africa", "arab"))


def of(host: str) -> Request:
    """A request from there."""
    return Request({"type": "http", "client": (host, 1), "headers": []})


async def refused(rates: Rates, host: str, caller: Caller | None = None) -> bool:
    """Whether one more is one too many."""
    try:
        await rates.check(of(host), caller)
    except Problem:
        return True
    return False


async def test_who_sends_too_much_is_told_when_to_come_back() -> None:
    """And that nothing was kept of what came too much."""
    rates = Rates("1/minute", "1/minute")
    await rates.check(of("192.0.2.1"), None)
    with pytest.raises(Problem, match="nothing of this was kept") as problem:
        await rates.check(of("192.0.2.1"), None)
    assert problem.value.status == 429
    assert 1 <= int(problem.value.headers["Retry-After"]) <= 60


async def test_a_sender_is_held_to_the_rate_and_others_are_not() -> None:
    """By organisation where there is one, whatever address it comes from; else by address."""
    rates = Rates("2/minute", "3/minute")
    assert [await refused(rates, "192.0.2.1") for _ in range(3)] == [False, False, True]
    assert not await refused(rates, "192.0.2.2")
    assert [await refused(rates, "192.0.2.1", AFRICA) for _ in range(4)] == [False, False, False, True]
    assert await refused(rates, "192.0.2.9", AFRICA)
    assert not await refused(rates, "192.0.2.1", ARAB)


async def test_who_has_a_link_may_send_as_often_as_an_author() -> None:
    """One mail program unsubscribes for many people, from one address."""
    rates = Rates("1/minute", "2/minute")
    request = of("192.0.2.1")
    await rates.check(request, None)
    for _ in range(2):
        await rates.check(request, None, by_link=True)
    with pytest.raises(Problem, match="one sender"):
        await rates.check(request, None, by_link=True)


async def test_an_ipv6_household_is_one_sender() -> None:
    """It may choose any of its addresses."""
    rates = Rates("1/minute", "1/minute")
    assert not await refused(rates, "2001:db8:1:1::1")
    assert await refused(rates, "2001:db8:1:1:ffff::2")
    assert not await refused(rates, "2001:db8:1:2::1")


@pytest.mark.parametrize("rate", ["often", "", "0/x"])
def test_a_rate_that_is_none_is_refused_at_start(rate: str) -> None:
    """With one that is right."""
    with pytest.raises(ValueError, match="60/10minutes is right"):
        Settings(inputs_per_address=rate)
