"""Texts of the record in several languages."""

from shared.i18n.versions import direction, version


def test_a_reader_gets_their_own_language_else_english_else_what_there_is() -> None:
    """With the tag that says which."""
    assert version({"en": "Call", "fr": "Appel"}, "fr") == ("Appel", "fr")
    assert version({"en": "Call", "fr": "Appel"}, "ar-XB") == ("Call", "en")
    assert version({"ru": "Призыв", "es": "Convocatoria"}, "fr") == ("Convocatoria", "es")


def test_a_script_says_the_direction_where_a_tag_names_one() -> None:
    """Else the language does."""
    assert [direction(tag) for tag in ("en", "ar", "fa-IR", "ur", "ku-Latn", "az-Arab")] == [
        "ltr", "rtl", "rtl", "rtl", "ltr", "rtl",
    ]  # fmt: skip
