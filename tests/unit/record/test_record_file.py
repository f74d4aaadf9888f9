"""How a record's file is read, and what is said about one that cannot be."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevoice.record.format import BriefingRecord
from onevoice.record.read import RecordInvalid, read, read_bytes
from onevoice.record.source import LARGEST

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "briefing-2020-03-04.yaml"
MINIMAL = "briefing:\n  key: a\n  title: A\n  held_on: 2020-03-04\n"


def problems(text: str | bytes) -> list[str]:
    """What is said about a record."""
    with pytest.raises(RecordInvalid) as error:
        read_bytes(text.encode() if isinstance(text, str) else text)
    return [str(problem) for problem in error.value.problems]


def test_the_first_real_record_is_read_whole() -> None:
    """139 without a split, 10 issues, 16 outcomes, the figure and the mandate."""
    record = read(EXAMPLE)
    assert record.attendance
    assert (record.attendance.total, record.attendance.split) == (139, None)
    assert (len(record.attendance.groups), len(record.speakers)) == (4, 3)
    assert (len(record.issues_raised), len(record.outcomes), len(record.documents)) == (10, 16, 2)
    assert len({entry.content.kind for entry in record.outcomes}) == 12
    assert [(f.what, f.value) for i in record.interventions for f in i.figures] == [
        ("migrant_workers", 164_000_000)
    ]
    assert record.agenda[1].mandate == "A/RES/73/326"
    assert (record.place, record.schedule) == (None, [])


def test_a_text_that_a_comma_cuts_is_told_of() -> None:
    """YAML would take what follows for a field without a value: the line and the remedy are named."""
    issue = "{key: b, topic: c, text: first, and second}"
    cut = f"{MINIMAL}  issues_raised:\n    - {issue}\n"
    [said] = problems(cut)
    assert said.startswith("line 6, ")
    assert "a text with a comma in quotes is right" in said


CUT = [
    ("  attendance: {total: 1,250}\n", "line 5, briefing.attendance: '250' stands", "a number without one"),
    ("  chair: {name: Vitorino, António}\n", "line 5, briefing.chair: 'António' stands", "comma in quotes"),
    ("  chair: {office:Director, name: A}\n", "'office:Director' stands", "a space after the colon"),
    ("  chair: {name: Smuggling, 'x'}\n", "line 5, briefing.chair: 'x' stands", "comma in quotes"),
    (
        "  documents:\n    - key:\n      title: A\n      language: en\n",
        "line 6, briefing.documents[0].key: ",
        "null",
    ),
    ("  chair:\n    name: A\n    office:\n", "line 7, briefing.chair.office: 'office' stands", "or null"),
    (
        "  place: Room #12\n",
        "line 5, briefing.place: what follows 'Room' on the line is left out",
        "in quotes",
    ),
    ("  place: Room # 12\n", "line 5, briefing.place: what follows 'Room'", "in quotes"),
    ("  place: Room  #12\n", "line 5, briefing.place: what follows 'Room'", "two spaces before"),
    ("  place: a\n   room #12\n", "line 6, briefing.place: what follows 'a room'", "in quotes"),
    ("  speakers:\n    - name: Ms. #2\n", "line 6, briefing.speakers[0].name: what", "in quotes"),
    ("  speakers: [{name: Ms. #2}]\n  place: x\n", "line 5, file: the file is not YAML", "in quotes"),
    ("  agenda: [a #2]\n  place: x\n", "line 5, file: the file is not YAML", "in quotes"),
    ("  place: 'Room\n  chair: null\n", "line 5, file: the file is not YAML", "the quote that ends"),
    ("  place: &c Smith\n", "line 5, briefing.place: &c is left out", "in quotes"),
    ("  place: !not so\n", "line 5, briefing.place: !not is left out", "in quotes"),
]
"""What YAML would keep half of, what is said of it, and what would be right."""


@pytest.mark.parametrize(("more", "said", "right"), CUT, ids=[more.strip() for more, _, _ in CUT])
def test_no_word_is_lost_in_silence(more: str, said: str, right: str) -> None:
    """A name without a value, a # in a text and YAML's own signs are told with their line."""
    [told] = problems(MINIMAL + more)
    assert said in told
    assert right in told


def test_a_comment_is_a_comment() -> None:
    """On a line of its own, after two spaces, and after what is no text."""
    text = (
        MINIMAL.replace("title: A", "title: A  # as published")
        + "  # note\n  place: null # open\n  attendance:  # all\n    total: 3 # heads\n"
    )
    record = read_bytes(text.encode())
    assert (record.title, record.place, record.attendance and record.attendance.total) == ("A", None, 3)
    assert read_bytes(MINIMAL.replace("title: A", 'title: "A #1"').encode()).title == "A #1"


def test_a_text_may_be_folded_over_lines() -> None:
    """YAML's > and | are texts like any other."""
    for sign, joined in (
        (">", "One voice, many rooms.\nAnd more."),
        ("|", "One voice,\nmany rooms.\n\nAnd more."),
    ):
        more = f"  place: {sign}\n    One voice,\n    many rooms.\n\n    And more.\n"
        assert read_bytes((MINIMAL + more).encode()).place == joined


@pytest.mark.parametrize("word", ["no", "No", "yes", "off", "'false'", "'true'", "n", "{reason: no}"])
def test_a_yes_or_a_no_is_no_reason(word: str) -> None:
    """To YAML 1.2 they are texts; they cancel and withdraw nothing."""
    planned = MINIMAL.replace("held_on", "scheduled_for")
    [told] = problems(f"{planned}  cancelled: {word}\n")
    assert "is no reason; the reason in words is right, or leave the field out" in told
    if "{" not in word:
        [told] = problems(f"{MINIMAL}  outcomes: [{{key: a, kind: feedback_invited, withdrawn: {word}}}]\n")
        assert told.startswith("line 5, briefing.outcomes[0].withdrawn")
        assert "is no reason" in told
    assert read_bytes(f"{planned}  cancelled: false\n".encode()).cancelled is None
    assert read_bytes(f"{planned}  cancelled: true\n".encode()).cancelled is not None


def test_every_word_of_the_first_real_record_survives() -> None:
    """Each value that stands in the file stands in what was read."""
    text = EXAMPLE.read_text(encoding="utf-8")
    read_back = read(EXAMPLE).model_dump_json()
    facts = re.sub(r"#.*", "", text)
    for value in re.findall(r"[\w:]+: ([^\[\]{},\n]+)", facts) + re.findall(r"\[([^\]]+)\]", facts):
        for word in (piece.strip() for piece in value.split(",")):
            assert word in read_back, word


def test_every_example_of_the_format_is_valid() -> None:
    """The documentation's records can be loaded."""
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 4
    records = [read_bytes(block.encode()) for block in blocks]
    assert [record.is_summarised for record in records] == [True, False, False, True]


def test_every_field_of_the_format_is_documented() -> None:
    """Nothing can be written that docs/record.md does not name."""
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert [name for name in BriefingRecord.model_fields if f"`{name}`" not in text] == []


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    """Line, field, what is wrong, what would be right."""
    told = problems("""
briefing:
  key: 2020
  titel: x
  held_on: 2020-13-04
  cancelled: true
  attendance: {total: 10, groups: [a], split: {a: 3}}
  attendance: 3
  interventions:
    - {by: ILO, figure: {x: many}}
  outcomes:
    - {key: a, kind: champion_accepted, country: Portugal}
    - {key: a, kind: champion_acepted, country: PRT}
    - {key: b, kind: champion_accepted, contry: PRT}
    - {key: c, kind: informal_consultations_planned, from: 2020-99}
    - {key: d}
    - foo
    - {key: e, kind: coordination_structure_in_progress, level: country, network: africa}
  documents: x
""")
    expected = [
        ("line 2, briefing.title", "missing", "title: "),
        ("line 3, briefing.key", "2020", "in quotes"),
        ("line 4, briefing.titel", "no field titel", "title is right"),
        ("line 5, briefing.held_on.date", "2020-13-04", "a day of the calendar"),
        ("line 6, briefing.cancelled", "nobody scheduled", "scheduled_for"),
        ("line 6, briefing.cancelled", "was not cancelled", "held_on or cancelled"),
        ("line 7, briefing.attendance", "adds up to 3", "10"),
        ("line 8, briefing.attendance", "second time", "once"),
        ("line 10, briefing.interventions[0].figure.value", "'many'", "164000000"),
        ("line 12, briefing.outcomes[0].country", "'Portugal'", "PRT is right for Portugal"),
        ("line 13, briefing.outcomes[1].key", "line 12 already", "its own"),
        ("line 13, briefing.outcomes[1].kind", "champion_acepted", "champion_accepted is right"),
        ("line 14, briefing.outcomes[2].contry", "no field contry", "country is right"),
        ("line 14, briefing.outcomes[2].country", "missing", "country: "),
        ("line 15, briefing.outcomes[3].from", "2020-99", '"2020-03"'),
        ("line 16, briefing.outcomes[4]", "does not fit", "feedback_invited"),
        ("line 17, briefing.outcomes[5]", "'foo'", "name: value"),
        ("line 18, briefing.outcomes[6]", "africa", "level: regional is right"),
        ("line 19, briefing.documents", "'x'", "a list is right"),
    ]
    assert len(told) == len(expected), told
    for said, (place, wrong, right) in zip(told, expected, strict=True):
        assert said.startswith(place + ":"), said
        assert wrong in said
        assert right in said.removeprefix(place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no fields"),
        (b"# only a comment\n", "no fields"),
        (b"- a\n", "no fields"),
        (b"briefing:\n  key: \xff\n", "line 2, file: the file is not UTF-8"),
        (b"briefing: [", "not YAML"),
        (b"briefing:\n\tkey: a\n", "line 2, file: the file is not YAML"),
        (b"--- {}\n--- {}\n", "another document"),
        (b"[" * 2_000, "inside each other"),
        (b"briefing: &a {key: x}\nother: *a\n", "alias"),
        (b"? [a]\n: b\n", "not a word"),
        (b"briefing: {<<: {key: a}}\n", "not a word"),
        (b"briefing: 3\n", "3 does not fit"),
        (b" " * (LARGEST + 1), "5,000,001 bytes"),
        (b"a: \x00", "not YAML"),
    ],
)
def test_a_file_that_is_no_record_is_a_problem_and_never_a_traceback(text: bytes, said: str) -> None:
    """Whatever its bytes."""
    assert any(said in problem for problem in problems(text))


@given(st.text(st.sampled_from("briefng: {}[]-\n&*!|>'\"#%@`0129.,?\t~é"), max_size=80))
def test_any_text_is_read_or_has_problems(text: str) -> None:
    """No text brings the reader down."""
    with pytest.raises(RecordInvalid) as error:
        read_bytes(("briefing:\n  " + text).encode())
    assert error.value.problems


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("  moved: [{to: 2020-05-01}]\n", "cannot be moved"),
        ("  outcomes: [{key: a, kind: champion_accepted, country: XYZ}]\n", "three letters"),
        ("  outcomes: [{key: a, kind: feedback_invited, withdrawn: true}]\n", "text is right"),
        ("  attendance: {total: -1}\n", "0 or more is right"),
        ("  attendance: {total: 139.5}\n", "a whole number such as 139"),
        ("  attendance: {total: 10, split: {a: 6, b: 5}}\n", "adds up to 11"),
        ("  documents: [{key: a, title: A, language: english}]\n", "en, fr or zh-Hant is right"),
        ("  documents: [{key: a, title: A, language: en, link: ftp://x}]\n", "https://example.org/a"),
        ("  documents: [{key: a, title: A, language: en, file: none.pdf}]\n", "cannot be read"),
        ("  chair: {agency: null}\n", "nobody is named"),
        ("  agenda: [{key: a, title: A}, {key: a, title: B}]\n", "line 5 already"),
        ("  interventions: [{by: ILO, figure: {a: .inf}}]\n", "too large"),
        ("  interventions: [{by: ILO, figure: {a: 99999999999999999999}}]\n", "too large"),
        ("  outcomes: [{key: a, kind: secondment_acknowledged, agency: A, state: gone}]\n", "'impending'"),
        (
            "  outcomes: [{key: a, kind: feedback_invited, were: x}]\n",
            "kind, where, until, source, owner, due is right",
        ),
        ("  summary: maybe\n", "true or false is right"),
        ("  colour: red\n", "there is no field colour"),
    ],
)
def test_each_mistake_is_told_with_what_would_be_right(more: str, said: str) -> None:
    """In the words of whoever writes records."""
    assert any(said in problem for problem in problems(MINIMAL + more)), problems(MINIMAL + more)


def test_what_only_a_briefing_that_was_held_can_have_needs_held_on() -> None:
    """Each such field is named."""
    text = MINIMAL.replace("held_on", "scheduled_for") + "  outcomes: [{key: a, kind: feedback_invited}]\n"
    (told,) = problems(text)
    assert told.startswith("line 5, briefing.outcomes: outcomes of a briefing that was not held; held_on:")
    assert any("neither held" in problem for problem in problems("briefing: {key: a, title: A}\n"))


def test_yaml_keeps_its_promises_about_plain_words() -> None:
    """Version 1.2: on, yes and no are words; a date is as precise as it is written; null is left out."""
    record = read_bytes(
        (
            MINIMAL
            + "  place: no\n  chair: null\n  outcomes:\n"
            + "    - {key: on, kind: feedback_invited, where: yes}\n"
            + "    - {key: y, kind: champion_accepted, country: ECU, since: 2021}\n"
        ).encode()
    )
    assert (record.place, record.outcomes[0].key, record.chair) == ("no", "on", None)
    assert '"since":"2021"' in record.model_dump_json()


def test_a_file_beside_the_record_gives_the_hash_of_its_content(tmp_path: Path) -> None:
    """And one that contradicts the hash stated is a problem."""
    (tmp_path / "a.pdf").write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    text = MINIMAL + "  documents: [{key: a, title: A, language: en, file: a.pdf%s}]\n"
    (tmp_path / "record.yaml").write_text(text % "")
    assert read(tmp_path / "record.yaml").documents[0].content.sha256 == digest
    (tmp_path / "record.yaml").write_text(text % (", sha256: " + "f" * 64))
    with pytest.raises(RecordInvalid, match=digest):
        read(tmp_path / "record.yaml")
    with pytest.raises(RecordInvalid, match="cannot be read"):
        read(tmp_path / "absent.yaml")
    with pytest.raises(RecordInvalid, match="cannot be read"):
        read(tmp_path)
