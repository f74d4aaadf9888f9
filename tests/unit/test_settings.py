"""Settings that are not right are refused by name, with what would be."""

import pytest
from pydantic import ValidationError

from shared.settings import Settings


@pytest.mark.parametrize("right", ["127.0.0.1", "10.0.0.0/8, 192.0.2.7", "fd00::/8", "*"])
def test_proxies_are_addresses_and_networks(right: str) -> None:
    """Or everybody."""
    assert Settings(proxies=right).proxies == right


@pytest.mark.parametrize("wrong", ["", "proxy", "10.0.0.0/99", "10.0.0.1/8", "10.0.0.0/8,", "*,10.0.0.0/8"])
def test_other_proxies_are_refused(wrong: str) -> None:
    """A word that names nobody would be passed over, and every address would be the proxy's."""
    with pytest.raises(ValidationError, match="is no address and no network"):
        Settings(proxies=wrong)
