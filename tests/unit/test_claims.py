"""Role and organisation from the claims of several issuers."""

from typing import Any

import pytest

from shared.claims import Claims, Role, Unclear
from shared.settings import Settings

ENTRA = {"roles": ["secretariat"], "groups": ["6f1c", "9e2d"]}
KEYCLOAK = {
    "realm_access": {"roles": ["offline_access", "default-roles-un", "network"]},
    "resource_access": {"one.voice": {"roles": ["mission"]}, "account": {"roles": ["view-profile"]}},
    "organisation": "africa",
    "scope": "openid email donor",
}


@pytest.mark.parametrize(
    ("claims", "path", "role"),
    [
        ({"role": "operator"}, "role", Role.OPERATOR),
        (ENTRA, "roles", Role.SECRETARIAT),
        (KEYCLOAK, "realm_access.roles", Role.NETWORK),
        (KEYCLOAK, "resource_access.one.voice.roles", Role.MISSION),
        (KEYCLOAK, "scope", Role.DONOR),
        ({"https://one.example/role": "agency"}, "https://one.example/role", Role.AGENCY),
    ],
)
def test_a_role_is_read_where_the_issuer_puts_it(claims: dict[str, Any], path: str, role: Role) -> None:
    """A text, a list, or words with spaces between them, at a path whose names may hold dots."""
    assert Claims(role=path).read(claims)[0] is role


def test_a_group_stands_for_a_role_and_an_organisation() -> None:
    """The first that matches counts, and nothing but what is named: a group may be called as a role is."""
    where = Claims("groups", of_group={"9e2d": "mission:PRT", "6f1c": "secretariat"})
    assert where.read({**ENTRA, "org": "ESP"}) == (Role.MISSION, "PRT")
    assert Claims("groups", of_group={"6f1c": "network"}).read({**ENTRA, "org": "africa"}) == (
        Role.NETWORK,
        "africa",
    )
    assert Claims("groups", of_group={"/Secretariat, New York": "secretariat"}).read(
        {"groups": ["/Secretariat, New York"]}
    ) == (Role.SECRETARIAT, None)
    with pytest.raises(Unclear, match="no known role in its claim groups"):
        where.read({"groups": ["operator"]})


def test_the_organisation_is_read_by_its_path() -> None:
    """Where it is no text, the token is refused."""
    assert Claims("realm_access.roles", "organisation").read(KEYCLOAK) == (Role.NETWORK, "africa")
    with pytest.raises(Unclear, match="org is not text"):
        Claims().read({"role": "mission", "org": ["PRT", "ESP"]})


@pytest.mark.parametrize(
    ("claims", "path"),
    [
        ({}, "role"),
        ({"role": 7}, "role"),
        ({"role": None}, "role"),
        ({"a": "operator"}, "a.b"),
        (KEYCLOAK, "account"),
    ],
)
def test_a_token_without_a_role_is_told_which_claim_was_looked_at(claims: dict[str, Any], path: str) -> None:
    """Whoever set the issuer up sees where it is to stand."""
    with pytest.raises(Unclear, match=f"no known role in its claim {path}"):
        Claims(path).read(claims)


def test_several_roles_are_no_choice_of_ours() -> None:
    """What somebody may do is not guessed."""
    with pytest.raises(Unclear, match="several roles in roles: operator, secretariat"):
        Claims("roles").read({"roles": ["secretariat", "operator"]})


def test_the_settings_say_it_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of groups may hold anything."""
    monkeypatch.setenv("ONEVOICE_ROLE_CLAIM", "groups")
    monkeypatch.setenv("ONEVOICE_ROLE_OF_GROUP", '{"CN=desk,OU=un": "secretariat", "9e2d": "mission:PRT"}')
    assert Settings().claims.read({"groups": ["9e2d"]}) == (Role.MISSION, "PRT")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("desk=secretariat", "no JSON"),
        ('["desk"]', "a role for each group"),
        ('{"desk": "chief"}', "'chief' is no role"),
    ],
)
def test_a_mapping_that_does_not_fit_names_the_remedy(
    given: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start."""
    monkeypatch.setenv("ONEVOICE_ROLE_OF_GROUP", given)
    with pytest.raises(ValueError, match=wrong) as refused:
        Settings()
    assert "mission:PRT" in str(refused.value)
