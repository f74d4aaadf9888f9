import pytest
from fastapi import Request

from shared.problems import Problem
from shared.web.edge.origin import same_origin

OURS = "https://onevoice.example"


def sent(**headers: str) -> Request:
    """A form, as a browser sent it to the address behind the proxy."""
    raw = {"host": "10.0.0.1:8100", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "path": "/notifications/subscribe",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in raw.items()],
        }
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": OURS},
        {"origin": "http://10.0.0.1:8100"},
        {"origin": OURS, "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
    ],
)
def test_a_form_from_our_own_pages_is_taken(headers: dict[str, str]) -> None:
    """By the name that the house has, by the one that it is asked under, and without a word on it."""
    same_origin(OURS)(sent(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": f"{OURS}.elsewhere.example"},
        {"origin": OURS.replace("https", "http")},
        {"sec_fetch_site": "cross-site"},
        {"origin": OURS, "sec_fetch_site": "cross-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    """Whatever else it says."""
    with pytest.raises(Problem) as refused:
        same_origin(OURS)(sent(**headers))
    assert (refused.value.status, refused.value.type) == (403, "cross-site")
