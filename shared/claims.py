"""What an issuer's token says of its bearer, wherever the issuer puts it: role, and for whom they act."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.dates import mistake


class Role(StrEnum):
    """The roles of DESIGN, and ``service``: another service of the installation. Public reads need none."""

    SECRETARIAT = "secretariat"
    NETWORK = "network"
    MISSION = "mission"
    STAKEHOLDER = "stakeholder"
    AGENCY = "agency"
    DONOR = "donor"
    OPERATOR = "operator"
    SERVICE = "service"


class Unclear(Exception):
    """The claims name no role, or several. The sentence says which claim was looked at."""


@dataclass(frozen=True)
class Claims:
    """Where to look. A claim is named by its path, such as ``realm_access.roles``.

    ``of_group`` says which role each value of the claim stands for, as ``role`` or ``role:organisation``; the first
    that matches counts. Without it the values are the roles themselves.
    """

    role: str = "role"
    organisation: str = "org"
    of_group: Mapping[str, str] = field(default_factory=dict)

    def read(self, claims: Mapping[str, Any]) -> tuple[Role, str | None]:
        """Role and organisation. Raises ``Unclear``."""
        told = set(_values(_at(claims, self.role)))
        organisation = _at(claims, self.organisation)
        if not isinstance(organisation, str | None):
            raise Unclear(f"the token's {self.organisation} is not text")
        if self.of_group:
            means = next((role for group, role in self.of_group.items() if group in told), "")
            role, _, of = means.partition(":")
            organisation = of or organisation
        else:
            known = sorted(told & set(Role))
            if len(known) > 1:
                raise Unclear(
                    f"the token names several roles in {self.role}: {', '.join(known)}; one is right"
                )
            role = known[0] if known else ""
        if not role:
            raise Unclear(f"the token names no known role in its claim {self.role}")
        return Role(role), organisation


def groups(value: object) -> object:
    """What ``Claims.of_group`` is to be, from its JSON. Raises a ``mistake``."""
    right = '{"a group": "secretariat", "another": "mission:PRT"} is right'
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise mistake("role_of_group", "it is no JSON", right) from None
    if not isinstance(found, dict) or not all(isinstance(role, str) for role in found.values()):
        raise mistake("role_of_group", "it does not name a role for each group", right)
    if unknown := [role for role in found.values() if role.partition(":")[0] not in set(Role)]:
        raise mistake("role_of_group", f"{unknown[0]!r:.40} is no role; {', '.join(Role)} are", right)
    return found


def _at(claims: Any, path: str) -> Any:
    """What stands at the path; names may hold dots themselves, as addresses do."""
    if not isinstance(claims, Mapping):
        return None
    if path in claims:
        return claims[path]
    for place, letter in enumerate(path):
        if letter == "." and (found := _at(claims.get(path[:place]), path[place + 1 :])) is not None:
            return found
    return None


def _values(claim: Any) -> Iterator[str]:
    """Of a list, or of a text with spaces between them (RFC 8693 writes scopes so), which may also be one value."""
    if isinstance(claim, str):
        yield from (claim, *claim.split())
    elif isinstance(claim, list):
        yield from (one for one in claim if isinstance(one, str))
