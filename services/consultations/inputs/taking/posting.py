"""Who may send an input, for whom, and where it is counted. Pure."""

from dataclasses import dataclass
from typing import Final, get_args

from services.consultations.inputs.content import NewInput
from services.consultations.networks.projection import NetworkKnown
from shared.auth import Caller, Role
from shared.contracts.consultations.calls import Audience, Terms
from shared.problems import Problem
from shared.values import REGIONS, Region

_OWN: Final[dict[Role, tuple[Audience, ...]]] = {
    Role.MISSION: ("member_states",),
    Role.AGENCY: ("un_country_teams",),
    Role.STAKEHOLDER: ("stakeholders", "migrants"),
}
PERSONS: Final[tuple[Audience, ...]] = ("migrants", "stakeholders")
"""For whom anybody may speak who is not signed in."""


def groups_for(caller: Caller | None) -> tuple[Audience, ...]:
    """For whom somebody may speak; for nobody where their role sends no inputs."""
    if caller is None:
        return PERSONS
    if caller.role in {Role.SECRETARIAT, Role.NETWORK}:
        return get_args(Audience)
    return _OWN.get(caller.role, ())


@dataclass(frozen=True)
class Poster:
    """For whom an input counts: the organisation that owns it, the network that posted it, and where."""

    owner: str | None = None
    network: str | None = None
    region: Region | None = None
    country: str | None = None


def poster(caller: Caller | None, said: NewInput, terms: Terms, network: NetworkKnown | None) -> Poster:
    """Raises ``Problem`` 403 where they may not post this, and 422 for a country or region that is not theirs."""
    region = said.region or terms.region
    if caller is None:
        _one_of(PERSONS, said, "who is not signed in")
        _nowhere(said)
        return Poster(None, None, region, None)
    owner = caller.actor if caller.organisation else None
    match caller.role:
        case Role.NETWORK:
            return _on_behalf(caller, said, terms, network)
        case Role.MISSION:
            _one_of(_OWN[Role.MISSION], said, "a mission")
            return Poster(owner, None, region, _own_country(caller, said))
        case Role.AGENCY:
            _one_of(_OWN[Role.AGENCY], said, "an agency")
            return Poster(owner, None, region, said.country)
        case Role.STAKEHOLDER:
            _one_of(_OWN[Role.STAKEHOLDER], said, "a stakeholder")
            _nowhere(said)
            return Poster(owner, None, region, None)
        case Role.SECRETARIAT:
            if said.group in PERSONS:
                _nowhere(said)
            return Poster(caller.actor, None, region, said.country)
    raise Problem(403, "forbidden", f"the role {caller.role} sends no inputs")


def check_network(
    caller: Caller, terms: Terms, network: NetworkKnown | None
) -> tuple[NetworkKnown, Region | None]:
    """The network that the caller acts for, and its region. Raises ``Problem`` 403 where it posts nothing here."""
    network = established(caller, network)
    key = network.key
    own: Region | None = next((one for one in REGIONS if one == key), network.region)
    if terms.region not in {None, own} and key != "global":
        raise Problem(
            403, "forbidden", f"the call is about {terms.region}; the network {key} posts for {own}"
        )
    return network, own


def established(caller: Caller, network: NetworkKnown | None) -> NetworkKnown:
    """The network that the caller acts for. Raises ``Problem`` 403 where it may not post, or not yet."""
    if network is None or network.status != "established":
        status = network.status if network else "not known"
        raise Problem(
            403,
            "forbidden",
            f"the network {caller.organisation or ''} is {status}: only established networks post",
        )
    return network


def _one_of(groups: tuple[Audience, ...], said: NewInput, who: str) -> None:
    if said.group not in groups:
        raise Problem(
            403, "forbidden", f"group: {who} speaks for {' or '.join(groups)}, not for {said.group}"
        )


def _nowhere(said: NewInput) -> None:
    if said.country is not None:
        raise Problem(422, "invalid", "country: where a person is is not asked; leave it out")


def _own_country(caller: Caller, said: NewInput) -> str | None:
    if said.country not in {None, caller.organisation}:
        raise Problem(422, "invalid", f"country: your mission speaks for {caller.organisation}")
    return caller.organisation


def _on_behalf(caller: Caller, said: NewInput, terms: Terms, network: NetworkKnown | None) -> Poster:
    network, own = check_network(caller, terms, network)
    key = network.key
    if said.region not in {None, own} and key != "global":
        raise Problem(403, "forbidden", f"region: the network {key} posts for {own} alone")
    if said.country not in {None, network.country} or (said.country and network.level != "country"):
        raise Problem(
            403, "forbidden", f"country: the network {key} posts for {network.country or 'no one country'}"
        )
    return Poster(caller.actor, key, own or said.region or terms.region, network.country)
