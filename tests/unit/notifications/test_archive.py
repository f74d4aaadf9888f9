"""What the archive of notices is asked for, and where it leads to."""

import pytest

from services.notifications.notices.pages import chosen, row
from services.notifications.seen import page_of, resource_of
from shared.i18n.speech import speech
from tests.support.examples import ISSUED


def test_a_place_without_a_topic_is_every_topic_there() -> None:
    """Nothing chosen is no interest at all: everything."""
    assert [one.name for one in chosen("champions", "africa")] == ["champions/africa"]
    assert [one.name for one in chosen("champions", "")] == ["champions"]
    assert {one.name for one in chosen("", "PRT")} == {
        f"{topic}/PRT" for topic in ("briefings", "calls", "issues", "champions", "networks", "secondments")
    }
    assert chosen("", "") == []


@pytest.mark.parametrize(
    ("stream", "page", "resource"),
    [
        (
            "briefing-2020-03-04",
            "/consultations/briefings/2020-03-04",
            "/consultations/api/briefings/2020-03-04",
        ),
        ("champion-PRT", "/registry/champions/PRT", "/registry/api/champions/PRT"),
        ("secondment-UNHCR_a-b", "/registry/secondments/UNHCR_a-b", "/registry/api/secondments/UNHCR_a-b"),
    ],
)
def test_a_thing_is_seen_where_it_is_recorded(stream: str, page: str, resource: str) -> None:
    """As a page for people, and as JSON for programs."""
    assert (page_of(stream), resource_of(stream)) == (page, resource)


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_a_row_says_a_notice_in_the_readers_language(tag: str) -> None:
    """And leads to the record."""
    summary = next(one for one in ISSUED if "summarised" in one.tells.type)
    found = row("0" * 32, summary, speech("fr" if tag == "fr" else "en"))
    assert found.seen == "/consultations/briefings/2020-03-04"
    assert found.words.subject.endswith({"en": "is complete", "fr": "résumé complet"}[tag])
    assert (
        found.topic
        == {"en": "Briefings to Member States", "fr": "Séances d'information aux États Membres"}[tag]
    )
