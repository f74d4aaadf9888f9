"""What counts as the address of one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.notifications.mail.address import Address, canonical, domain_of

ADDRESS: TypeAdapter[str] = TypeAdapter(Address)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Maria.Silva+un@Example.ORG", "Maria.Silva+un@example.org"),
        (" maria@example.org\n", "maria@example.org"),
        ("maria@bücher.example", "maria@xn--bcher-kva.example"),
        ("o'neill@mail.example.org", "o'neill@mail.example.org"),
    ],
)
def test_an_address_is_kept_in_ascii_with_a_small_domain(said: str, kept: str) -> None:
    """The local part is its owner's business and stays as it is."""
    assert ADDRESS.validate_python(said) == kept


@pytest.mark.parametrize(
    "letter",
    [
        "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", "\N{WORD JOINER}",
        "\N{SOFT HYPHEN}", "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}",
        "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}",
    ],
)  # fmt: skip
def test_what_is_pasted_along_and_shows_nowhere_goes(letter: str) -> None:
    """Whoever reads the address again sees nothing wrong with it."""
    for pasted in (f"{letter}maria@example.org{letter}", f"mar{letter}ia@exa{letter}mple.org"):
        assert ADDRESS.validate_python(pasted) == "maria@example.org"
    assert (
        ADDRESS.validate_python("\N{NO-BREAK SPACE}maria@example.org\N{NO-BREAK SPACE}")
        == "maria@example.org"
    )


def test_a_joiner_beside_another_script_is_not_taken_away() -> None:
    """It may be another domain without it (IDNA 2008): whoever means it writes the form in ASCII."""
    with pytest.raises(ValidationError, match="right"):
        ADDRESS.validate_python("maria@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example")
    assert ADDRESS.validate_python("maria@b\u200b\xfccher.example") == "maria@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "wrong",
    [
        "", "maria", "maria@", "@example.org", "a@b@example.org", "a@example.org, b@example.org",
        "a@example.org;b@example.org", "Maria <maria@example.org>", "maria@example.org\r\nBcc: b@example.org",
        "maria@localhost", "maria@[127.0.0.1]", '"maria silva"@example.org', "ma ria@example.org", "maria@-a.org",
        "maria\0@example.org", "mária@example.org", f"{'m' * 65}@example.org", f"maria@{'d' * 64}.org",
        f"maria@{'d.' * 130}org", "ma\N{NO-BREAK SPACE}ria@example.org",
        "maria@example..org", ".maria@example.org", "maria%@example.org>",
    ],
)  # fmt: skip
def test_what_is_not_one_mailbox_is_refused(wrong: str) -> None:
    """Two addresses, names, quotes, line breaks, literals, hosts without a domain, what is too long."""
    with pytest.raises(ValidationError, match="right"):
        ADDRESS.validate_python(wrong)


@given(st.sampled_from(["{}", "{}, b@example.org", "{}\r\nBcc: x@example.org", "é{}", "{}" * 40]), st.data())
def test_a_refusal_never_repeats_the_address(form: str, data: st.DataObject) -> None:
    """Addresses are personal data and messages are logged."""
    word = data.draw(st.from_regex(r"zq[a-z]{4,10}", fullmatch=True))
    with pytest.raises(ValidationError) as refused:  # two @ are no address
        ADDRESS.validate_python(form.format(*[f"{word}@@{word}.example"] * 40))
    for found in refused.value.errors(include_input=False):
        assert word not in str(found)


def test_an_address_is_looked_up_whatever_its_case() -> None:
    """One mailbox, one person."""
    assert canonical("Maria.Silva@example.org") == canonical("maria.silva@example.org")
    assert domain_of("maria@xn--bcher-kva.example") == "xn--bcher-kva.example"
