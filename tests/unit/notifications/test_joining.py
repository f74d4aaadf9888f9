"""The form that asks for a subscription."""

import pytest

from services.notifications.joining.form import WRONG, Misfilled, entered, wanted
from shared.contracts.notifications.subscriptions import Interest
from shared.web.pages.page import Fields

RIGHT: Fields = [("topic", "champions"), ("place", ""), ("language", "fr"), ("address", "a@example.org")]


def test_each_topic_is_followed_in_the_place_that_is_chosen() -> None:
    """Everywhere where none is; a region and a country alike."""
    two = [*RIGHT, ("topic", "networks")]
    for place, names in (
        ("", ["champions", "networks"]),
        ("africa", ["champions/africa", "networks/africa"]),
        ("PRT", ["champions/PRT", "networks/PRT"]),
    ):
        found = wanted(entered([*two, ("place", place)], "en"))
        assert list(found.interests) == [Interest.named(name) for name in names]
        assert (found.address, found.language, found.kind) == ("a@example.org", "fr", "person")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("address", "maria.almeida"), "address"),
        (("address", ""), "address"),
        (("topic", "weather"), "topic"),
        (("place", "XYZ"), "place"),
        (("place", "atlantis"), "place"),
        (("language", "de"), "language"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_the_form_keeps_what_was_sent(
    change: tuple[str, str], field: str
) -> None:
    """With what would be right."""
    filled = entered([*RIGHT, change], "en")
    with pytest.raises(Misfilled) as found:
        wanted(filled)
    assert found.value.wrong == {field: WRONG[field]}
    assert change[1] in {filled.address, filled.place, filled.language, *filled.topics}
    assert "almeida" not in str(found.value)


def test_an_empty_form_names_every_field_that_is_missing() -> None:
    """In the order of the form; the language is the page's own."""
    with pytest.raises(Misfilled) as found:
        wanted(entered([], "fr"))
    assert list(found.value.wrong) == [name for name in WRONG if name in {"address", "topic"}]
