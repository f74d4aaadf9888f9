"""What is sent in answer to a call is checked against what the call asks and allows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.consultations.inputs.content import Content, NewInput, check, content_of
from services.consultations.inputs.taking.posting import poster
from services.consultations.networks.projection import NetworkKnown
from shared.auth import Caller, Role
from shared.mistakes import field_errors
from shared.problems import Problem
from tests.support.examples_of_calls import TERMS

OPEN = TERMS.model_copy(update={"region": None, "objectives": ()})
GOOD: dict[str, Any] = {
    "group": "migrants",
    "language": "fr",
    "consent": "unnamed",
    "answers": {"progress": "Un peu", "where": ["home"], "how": 3, "papers": ["0" * 32]},
}
WORDS = st.characters(exclude_categories=["Cc", "Cs"])
AFRICA = NetworkKnown(key="africa", status="established", level="regional")
PRT = NetworkKnown(
    key="PRT", status="established", level="country", country="PRT", region="europe_north_america"
)


def said(**changes: Any) -> NewInput:
    """A good input with these changes."""
    return NewInput.model_validate({**GOOD, **changes})


def wrong(terms: Any = TERMS, **changes: Any) -> dict[str, str]:
    """The fields that are refused, and why."""
    with pytest.raises(Problem) as problem:
        check(said(**changes), terms)
    assert problem.value.status == 422
    return {error.field: error.said().message for error in problem.value.errors}


def test_a_good_input_passes() -> None:
    """With each kind of question answered."""
    check(said(), TERMS)


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x7f", "\x85", "\x9b"])
@pytest.mark.parametrize("field", ["answers.progress", "name", "location"])
def test_a_control_character_is_refused_by_field_and_place(field: str, letter: str) -> None:
    """No page, mail or terminal shows it as it is; tabs and line ends stay. The text itself is not repeated."""
    changed = (
        {"answers": {"progress": f"a{letter}b"}} if field == "answers.progress" else {field: f"a{letter}b"}
    )
    with pytest.raises(ValidationError) as refused:
        said(**changed)
    [error] = field_errors(refused.value.errors())
    assert error.field == field
    assert error.message == (
        "the text without what no page can show is right; "
        f"it holds the control character U+{ord(letter):04X} at place 2"
    )
    assert said(answers={"progress": "a\tb\r\nc"}).answers == {"progress": "a\tb\r\nc"}


@pytest.mark.parametrize(
    ("answers", "field", "remedy"),
    [
        ({}, "answers", "an answer to one question at least"),
        ({"how": 3}, "answers.progress", "wants an answer"),
        ({"progress": "x" * 5_001}, "answers.progress", "5000 are right"),
        ({"progress": 3}, "answers.progress", "words are right"),
        ({"progress": "x", "where": ["moon"]}, "answers.where", "home, way"),
        ({"progress": "x", "where": ["home", "way"]}, "answers.where", "at most 1 is right"),
        ({"progress": "x", "how": 6}, "answers.how", "from 1 to 5"),
        ({"progress": "x", "how": "3"}, "answers.how", "from 1 to 5"),
        ({"progress": "x", "papers": "a"}, "answers.papers", "ids of uploaded attachments"),
        ({"progress": "x", "nothing": "y"}, "answers.nothing", "there is no such question"),
    ],
)
def test_an_answer_that_was_not_asked_for_is_refused(answers: Any, field: str, remedy: str) -> None:
    """The field and the remedy are named."""
    assert remedy in wrong(answers=answers)[field]


@pytest.mark.parametrize(
    ("changes", "update", "field"),
    [
        ({"group": "member_states"}, {"audiences": ("migrants",)}, "group"),
        ({"consent": "named"}, {}, "name"),
        ({}, {"pseudonymous": False}, "name"),
        ({"location": "Agadez"}, {"why_location": None}, "location"),
        ({"legal_status": "none"}, {"why_legal_status": None}, "legal_status"),
        ({"region": "arab"}, {"region": "africa"}, "region"),
        ({"objectives": [7]}, {"objectives": (1,)}, "objectives"),
    ],
)
def test_what_the_call_does_not_allow_is_refused(changes: Any, update: Any, field: str) -> None:
    """Location and legal status above all: no call gets them without a stated reason."""
    assert field in wrong(TERMS.model_copy(update=update), **changes)


@pytest.mark.parametrize("answer", [True, 1.5, None, {"a": 1}, [1]])
def test_an_answer_of_another_type_is_no_answer(answer: Any) -> None:
    """Words, a whole number or a list of keys."""
    with pytest.raises(ValidationError):
        said(answers={"progress": answer})


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.text(WORDS, max_size=5) | st.integers(0, 9)), st.randoms()
)
def test_the_same_content_is_the_same_bytes(answers: Any, random: Any) -> None:
    """In whatever order the answers came, and read back: or a receipt would not fit it."""
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    one = content_of(said(answers=answers)).encode()
    assert content_of(said(answers=dict(shuffled))).encode() == one
    assert Content.model_validate_json(one).encode() == one


def who(role: Role, organisation: str | None = None) -> Caller:
    """Somebody of that role."""
    return Caller("somebody", role, organisation)


def test_nobody_speaks_for_whom_they_are_not() -> None:
    """Groups by role; who is not signed in speaks for persons."""
    assert poster(None, said(), OPEN, None).owner is None
    strangers = (
        (None, "member_states"),
        (who(Role.MISSION, "PRT"), "migrants"),
        (who(Role.AGENCY, "IOM"), "stakeholders"),
        (who(Role.STAKEHOLDER), "un_country_teams"),
        (who(Role.DONOR, "x"), "migrants"),
    )
    for caller, group in strangers:
        with pytest.raises(Problem, match=r"speaks for|sends no inputs"):
            poster(caller, said(group=group), OPEN, None)


def test_a_mission_speaks_for_its_own_state() -> None:
    """Whether it says so or not; of a person no country is asked."""
    mission = who(Role.MISSION, "PRT")
    assert poster(mission, said(group="member_states"), OPEN, None).country == "PRT"
    with pytest.raises(Problem, match="speaks for PRT"):
        poster(mission, said(group="member_states", country="SLV"), OPEN, None)
    with pytest.raises(Problem, match="not asked"):
        poster(None, said(country="PRT"), OPEN, None)


def test_a_network_posts_for_its_own_region_once_it_is_established() -> None:
    """On behalf of any group; what another region asks for is not its own."""
    network = who(Role.NETWORK, "africa")
    by = poster(network, said(), OPEN, AFRICA)
    assert (by.owner, by.network, by.region) == ("network:africa", "africa", "africa")
    for state in (None, AFRICA.model_copy(update={"status": "establishing"})):
        with pytest.raises(Problem, match="only established networks"):
            poster(network, said(), OPEN, state)
    with pytest.raises(Problem, match="posts for africa alone"):
        poster(network, said(region="arab"), OPEN, AFRICA)
    with pytest.raises(Problem, match="the call is about arab"):
        poster(network, said(), OPEN.model_copy(update={"region": "arab"}), AFRICA)
    with pytest.raises(Problem, match="no one country"):
        poster(network, said(country="PRT"), OPEN, AFRICA)


def test_a_country_network_posts_for_its_country() -> None:
    """And for the region that it lies in."""
    by = poster(who(Role.NETWORK, "PRT"), said(), OPEN, PRT)
    assert (by.region, by.country) == ("europe_north_america", "PRT")
    with pytest.raises(Problem, match="posts for PRT"):
        poster(who(Role.NETWORK, "PRT"), said(country="SLV"), OPEN, PRT)
