"""Who is in a network, since and until when, and where a sub-regional one stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.registry.networks import commands as c
from services.registry.networks.domain import ABSENT, decide, evolve
from services.registry.networks.network import FocalPoint
from services.registry.networks.pages import place_words
from services.registry.networks.projection import NETWORKS
from services.registry.networks.reference import reference
from services.registry.networks.tree import tree
from shared.contracts.registry import networks as e
from shared.contracts.registry.evidence import Source
from shared.i18n.speech import speech
from shared.places import REGIONS, Subregion, level_of, region_of
from shared.values import NetworkKey, PartialDate
from tests.support.spec import spec
from tests.support.streams import fold, recorded

SOURCE = Source(text="Letter")
KEY = TypeAdapter[str](NetworkKey)
WEST = c.PlanSubregional(network="africa-west_central", title="Network for West Africa", source=SOURCE)
SINCE, UNTIL = PartialDate("2020"), PartialDate("2022-05")
planned = spec(decide, evolve, ABSENT).after(WEST)
JOIN, LEAVE = c.JoinNetwork(agency="IOM", role="member"), c.LeaveNetwork(agency="IOM", role="member")
PERSON = "a" * 32
NAMED = c.NameFocalPoint(contact=PERSON, agency="IOM")


@given(st.sampled_from(REGIONS), st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True))
def test_a_sub_regional_network_names_its_region(region: str, name: str) -> None:
    """In its key; nobody need say it again."""
    key = KEY.validate_python(f"{region}-{name}")
    assert (level_of(key), region_of(key)) == ("subregional", region)


@pytest.mark.parametrize(
    "key", ["africa-", "africa-West", "africa_west", "nowhere-west", "africa-west-x", "PRT-a"]
)
def test_what_is_no_region_with_a_name_is_no_key(key: str) -> None:
    """The mistake says what would be right."""
    with pytest.raises(ValidationError, match="a code such as PRT is right"):
        KEY.validate_python(key)
    with pytest.raises(ValidationError, match="africa-west_central are right"):
        TypeAdapter[str](Subregion).validate_python(key)


def test_a_sub_regional_network_stands_in_its_region() -> None:
    """Between the region's own and those of its countries."""
    shown = fold(NETWORKS, recorded("network-africa-west_central", planned.events))
    assert shown
    assert (shown.level, shown.region, shown.country) == ("subregional", "africa", None)
    regions = {one.key: one for one in tree(reference(), [shown], ()).regional.regions}
    assert [one.key for one in regions["africa"].subregions] == ["africa-west_central"]
    assert regions["africa"].countries == ()
    assert place_words("africa-west_central", speech("en")) == "Africa: west central"
    with pytest.raises(ValidationError, match="does not lie in the region"):
        c.PlanNetwork(network="africa-west_central", title="West", source=SOURCE, region="arab")


def test_a_membership_has_its_dates() -> None:
    """Said later, they are corrections; unsaid, nothing changes."""
    dated = JOIN.model_copy(update={"on": SINCE})
    planned.when(dated).then(e.AgencyJoined(agency="IOM", role="member", on=SINCE))
    planned.after(JOIN).when(dated).then(e.AgencyJoined(agency="IOM", role="member", on=SINCE))
    planned.after(dated).when(JOIN).then()
    early = LEAVE.model_copy(update={"on": PartialDate("2019")})
    planned.after(dated).when(early).refused("IOM joined on 2020: it leaves after that")
    left = planned.after(dated, LEAVE.model_copy(update={"on": UNTIL}))
    left.when(LEAVE).then()
    [member] = left.state.members
    assert (member.left, member.joined, member.left_on) == (True, SINCE, UNTIL)
    left.when(JOIN.model_copy(update={"on": PartialDate("2021")})).refused("it joins again after that")


def test_who_joins_again_was_there_before() -> None:
    """Both memberships stand, each with its dates."""
    again = JOIN.model_copy(update={"on": PartialDate("2024")})
    both = planned.after(JOIN, LEAVE.model_copy(update={"on": UNTIL}), again)
    shown = fold(NETWORKS, recorded("network-africa-west_central", both.events))
    assert shown
    assert [one.left_on for one in shown.former] == [UNTIL]
    assert [one.joined for one in shown.agencies] == [PartialDate("2024")]


def test_an_event_without_a_date_has_the_bytes_that_it_always_had() -> None:
    """So that no digest of what was published changes."""
    said = e.AgencyJoined(agency="IOM", role="member")
    assert said.encode().endswith(b'"agency":"IOM","role":"member"}')


def test_a_focal_point_is_named_once_and_released() -> None:
    """By the id of the contact alone; another agency corrects it."""
    spec(decide, evolve, ABSENT).when(NAMED).refused("plan it first")
    planned.when(NAMED).then(e.FocalPointNamed(contact=PERSON, agency="IOM"))
    planned.after(NAMED).when(NAMED).then()
    corrected = planned.after(NAMED, NAMED.model_copy(update={"agency": None}))
    assert corrected.state.focal_points == (FocalPoint(PERSON),)
    release = c.ReleaseFocalPoint(contact=PERSON)
    corrected.when(release).then(e.FocalPointReleased(contact=PERSON))
    planned.when(release).then()


def test_a_closed_network_has_no_focal_points() -> None:
    """They are released with its end, so that nothing is kept of them."""
    close = c.CloseNetwork(on=UNTIL)
    planned.after(NAMED).when(close).then(
        e.FocalPointReleased(contact=PERSON), e.NetworkClosed(on=UNTIL, reason=None)
    )


def test_no_page_shows_whose_contact_it_is() -> None:
    """The public entry and its history hold no id of a focal point."""
    shown = fold(NETWORKS, recorded("network-africa-west_central", planned.after(NAMED).events))
    assert shown
    assert PERSON not in shown.model_dump_json()
    assert "focal point" in shown.model_dump_json()
