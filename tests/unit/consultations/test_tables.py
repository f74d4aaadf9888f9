"""Tables as spreadsheets save them, in every country: what can be understood is taken, the rest says what to do."""

import json
import re

import pytest

from services.consultations.uploads.tables.columns import template
from services.consultations.uploads.tables.rows import Row, Unreadable, rows
from shared.contracts.consultations import questions as q
from tests.support.examples_of_calls import TERMS

WANTS = ("work", "services")
CALL = TERMS.model_copy(
    update={
        "region": None,
        "questions": (
            q.TextQuestion(key="progress", text={"en": "What has changed?"}, required=True),
            q.ChoiceQuestion(
                key="needs",
                text={"fr": "De quoi ?"},
                options=tuple(q.Option(key=key, text={"en": key.title()}) for key in (*WANTS, "Other")),
                limit=2,
            ),
            q.ScaleQuestion(key="heard", text={"en": "=How well?"}),
        ),
    }
)
HEAD = "group,language,consent,answer progress,answer needs,answer heard"
WORDS = "Un peu, mais pas assez : l\u2019acc\u00e8s"
LINE = f'migrants,fr,unnamed,"{WORDS}",work;services,3'
SEMICOLONS = f'{HEAD.replace(",", ";")}\r\nmigrants;fr;unnamed;{WORDS};"work;services";3\r\n'
TABS = f"{HEAD}\nmigrants,fr,unnamed,{WORDS.replace(',', '@')},work;services,3".replace(",", "\t").replace(
    "@", ","
)
PLAIN = f"{HEAD}\n{LINE}\n"
SAVED = {
    "semicolons": SEMICOLONS.encode("utf-8-sig"),
    "semicolons in Windows-1252": SEMICOLONS.encode("cp1252"),
    "Windows-1252": PLAIN.encode("cp1252"),
    "UTF-16 with tabs": TABS.encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + TABS.encode("utf-16-be"),
    "empty columns at the end": f"{HEAD},,\r\n{LINE},,\r\n".encode(),
    "one empty column": f"{HEAD},\r\n{LINE},\r\n".encode(),
    "more cells that are empty": f"{HEAD}\n{LINE},,\n".encode(),
    "sep=,": f"sep=,\r\n{HEAD}\r\n{LINE}\r\n".encode("utf-8-sig"),
    "sep=;": f"sep=;\r\n{SEMICOLONS}".encode(),
    "a head in capitals": PLAIN.replace(HEAD, HEAD.upper()).encode(),
    "two marks": ("\ufeff\ufeff" + PLAIN).encode(),
    "a head with letters that nobody sees": PLAIN.replace(
        "answer progress", "answer\u00a0\u200bprogress "
    ).encode(),
    "only carriage returns": PLAIN.replace("\n", "\r").encode(),
    "blank rows at the end": (PLAIN + ",,,,,\r\n , ,,,,\r\n\r\n\r\n").encode(),
    "a blank line first": ("\n" + PLAIN).encode(),
    "capitals in codes": PLAIN.replace("migrants", "Migrants").replace("unnamed", "Unnamed").encode(),
    "capitals in a language": PLAIN.replace(",fr,", ",FR,").encode(),
    "capitals in an option": PLAIN.replace("work;", "Work; ").encode(),
    "commas between options": PLAIN.replace("work;services", '"work, services"').encode(),
    "a decimal point": PLAIN.replace(",3\n", ",3.0\n").encode(),
    "a decimal comma": PLAIN.replace(",3\n", ',"3,0"\n').encode(),
}


def read(data: bytes | str, form: str = "csv") -> list[Row]:
    """The rows of a file."""
    return list(rows(data.encode() if isinstance(data, str) else data, form, CALL))  # type: ignore[arg-type]


@pytest.mark.parametrize("data", SAVED.values(), ids=SAVED.keys())
def test_a_table_is_read_however_it_was_saved(data: bytes) -> None:
    """The one input that it has is the same in each."""
    [row] = read(data)
    assert row.said, row.wrong
    answers = {"progress": WORDS, "needs": WANTS, "heard": 3}
    assert (row.said.group, row.said.language, row.said.consent, row.said.answers) == (
        "migrants", "fr", "unnamed", answers,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("pt-br", "pt-BR"), ("PT_BR", "pt-BR"), ("zh-hant", "zh-Hant"), ("Quc", "quc"), ("es-419", "es-419")],
)
def test_a_language_is_typed_in_many_ways(typed: str, meant: str) -> None:
    """Capitals and underscores mean nothing."""
    [row] = read(PLAIN.replace(",fr,", f",{typed},"))
    assert row.said
    assert row.said.language == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("FR", "FRA"), ("fra", "FRA"), ("Turkey", "TUR"), ("T\u00fcrkiye", "TUR"), ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"), ("C\u00f4te d\u2019Ivoire", "CIV"), ("Allemagne", "DEU"), ("Niger", "NER"),
        ("South Korea", "KOR"), ("\u6cd5\u56fd", "FRA"), ("Viet Nam", "VNM"), ("Swaziland", "SWZ"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_codes_and_names(typed: str, meant: str) -> None:
    """In the official languages, and as it was called before."""
    [row] = read(f"{HEAD},country\n{LINE},{typed}\n")
    assert row.said, row.wrong
    assert row.said.country == meant


@pytest.mark.parametrize("typed", ["Kosovo", "XKX", "Korea"])
def test_what_is_the_name_of_no_one_country_is_not_guessed(typed: str) -> None:
    """The column is named, with what would be right."""
    [row] = read(f"{HEAD},country\n{LINE},{typed}\n")
    assert [(error.field, " right" in error.message) for error in row.wrong] == [("country", True)]


def test_a_row_that_ends_early_has_nothing_in_its_last_cells() -> None:
    """Excel leaves out the separators at the end of some rows."""
    [row] = read(f"{HEAD}\nmigrants,fr,unnamed,words\n")
    assert row.said
    assert row.said.answers == {"progress": "words"}


def test_line_breaks_in_a_cell_are_kept_each_in_one_form() -> None:
    """Of Windows, of an old Mac, and the vertical tab of a word processor."""
    [row] = read(PLAIN.replace(f'"{WORDS}"', '"one\r\ntwo\rthree\x0bfour\nfive"'))
    assert row.said
    assert row.said.answers["progress"] == "one\ntwo\nthree\nfour\nfive"


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        (LINE.replace(WORDS, "a\x07b"), "answer progress", "U+0007"),
        (LINE.replace(WORDS, "#NAME?"), "answer progress", "the spreadsheet shows an error here"),
        (LINE.replace("work;services", "rest"), "answer needs", "work, services, Other are right"),
        (LINE.replace("migrants", "#N/A"), "group", "the spreadsheet shows an error here"),
        (LINE + ",,more", "line", "8 fields; 6 are right, as in line 1"),
    ],
)
def test_what_cannot_be_taken_is_told_by_its_column(line: str, field: str, said: str) -> None:
    """The rows around it are inputs."""
    before, bad, after = read(f"{HEAD}\n{LINE}\n{line}\n{LINE}\n")
    assert before.said
    assert after.said
    assert (bad.line, [error.field for error in bad.wrong]) == (3, [field])
    assert said in bad.wrong[0].message


def test_what_stands_under_no_name_is_not_lost() -> None:
    """A column without a name between others that have one."""
    [row] = read("group,,language,consent,answer progress\nmigrants,more,fr,unnamed,x\n")
    assert row.wrong[0].message == "column 2 has no name in line 1; name it there, or leave it empty"
    assert json.loads(row.sent)[""] == ["more"]


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ('"Elle a dit "bonjour" hier"', 3),
        ('"Jamais ferm\u00e9', 3),
        ('"two\nlines","work', 4),
        ('"a"b', 3),
    ],
)
def test_a_quote_that_breaks_a_row_is_blamed_on_its_own_line(cell: str, line: int) -> None:
    """The rows before it and after it are inputs; what it holds is kept, to be put right."""
    found = read(f"{HEAD}\n{LINE}\nmigrants,fr,unnamed,{cell},work,3\n{LINE}\n{LINE}\n")
    assert [(row.line, bool(row.said)) for row in found] == [
        (2, True), (line, False), (line + 1, True), (line + 2, True),
    ]  # fmt: skip
    assert "a quote that begins here never ends" in found[1].wrong[0].message
    for word in re.findall(r"\w+", cell.split("\n", maxsplit=1)[0]):
        assert word in found[1].sent


def test_a_table_of_which_no_row_is_whole_is_not_begun() -> None:
    """Nothing of it is taken: the file itself is put right."""
    with pytest.raises(Unreadable, match=r"^line 2: .* a quote within a field is written twice"):
        read(f'{HEAD}\nmigrants,fr,unnamed,"never,work,3\nmigrants,fr,unnamed,"never,work,3\n')


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"of the old kind \(.xls\), or one with a password; an Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html><table>", "a page"),
        (PLAIN.encode("utf-16-le"), "not UTF-8, or no text"),
        (PLAIN.replace("\n", "\r").encode("mac-roman"), "line 1 is not UTF-8"),
        (b"group,language\n\x81", "line 2 is not UTF-8; an Excel workbook"),
        (b'"group,language', "line 1: a quote"),
        (b"sep=;\r\ngroup;language\r\n", "line 2: the column consent is missing"),
        (b"", "line 1: the column consent is missing"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_send_instead(data: bytes, why: str) -> None:
    """By what it is, whatever it is called."""
    with pytest.raises(Unreadable, match=why):
        read(data)


def test_letters_that_windows_1252_does_not_have_are_not_guessed() -> None:
    """Russian saved on a Russian machine would be other letters; the row says how to save it."""
    russian = "migrants,ru,unnamed,\u041c\u0430\u043b\u043e,,3\n"
    bad, good = read((HEAD + "\n").encode() + russian.encode("cp1251") + LINE.encode("cp1252"))
    assert good.said
    assert "save it as CSV UTF-8" in bad.wrong[0].message


def test_the_template_is_a_table_that_brings_nothing_until_it_is_filled_in() -> None:
    """It names every column, key and option that the call has, and no formula."""
    made = template(CALL)
    assert read(made) == []
    text = made.decode("utf-8-sig")
    for part in (
        "work = Work, services = Services, Other = Other; at most 2",
        "De quoi ?",
        "from 1 to 5",
        "1, 23",
    ):
        assert part in text
    assert ",=How" not in text
    head = text.splitlines()[0]
    assert (
        head
        == "group,language,consent,name,region,country,objectives,location,legal_status,"
        + HEAD.split(",", maxsplit=3)[3]
    )
    [row] = read(made + b"migrants,fr,unnamed,,,,,,,words,work,3\r\n")
    assert row.said, row.wrong


OBJECT = {"group": "migrants", "language": "fr", "consent": "unnamed", "answers": {"progress": "x"}}
SPREAD = json.dumps(OBJECT, indent=1)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps([OBJECT, OBJECT], indent=1), [2, 10]),
        (json.dumps([OBJECT, OBJECT]), [1, 2]),
        (f"{SPREAD}\n{SPREAD}\n", [1, 9]),
        (f"{json.dumps(OBJECT)}\r{json.dumps(OBJECT)}\r", [1, 2]),
        (f"\n{json.dumps(OBJECT)}\r\n\r\n{json.dumps(OBJECT)}", [2, 4]),
    ],
    ids=["a list", "a list on one line", "over several lines", "only carriage returns", "blank lines"],
)
def test_json_is_read_however_it_was_written(text: str, lines: list[int]) -> None:
    """As lines, as a list, and made pretty."""
    found = read(text, "jsonl")
    assert [(row.line, bool(row.said)) for row in found] == [(line, True) for line in lines]


def test_json_is_utf_8() -> None:
    """Other letters are not guessed."""
    with pytest.raises(Unreadable, match="not UTF-8, as JSON is"):
        read(json.dumps({**OBJECT, "name": "\u00c9"}, ensure_ascii=False).encode("cp1252"), "jsonl")


@pytest.mark.parametrize("first", ["[" * 50_000, "{", "[1", '[{"a": 1}] more'])
def test_a_first_line_that_is_not_right_is_a_bad_row(first: str) -> None:
    """The lines after it are inputs."""
    bad, good = read(f"{first}\n{json.dumps(OBJECT)}\n", "jsonl")
    assert (bad.line, bad.said, bool(bad.wrong), bool(good.said)) == (1, None, True, True)
