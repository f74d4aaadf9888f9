"""The objectives of the Global Compact, as a person reads them."""

from shared.i18n.objectives import OBJECTIVES, objective_words
from shared.i18n.speech import speech


def test_each_objective_has_its_number_and_its_title() -> None:
    """All 23 of A/RES/73/195."""
    assert list(OBJECTIVES) == list(range(1, 24))
    assert objective_words(5, speech("en")) == "5. Regular pathways"
    assert objective_words(5, speech("fr")) == "5. Voies régulières"
