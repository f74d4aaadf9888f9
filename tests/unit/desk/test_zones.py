"""A form's time zones are chosen, and one is asked for all of its times."""

from desk.forms.fields import body, filled
from desk.forms.filling import asked, with_zones, wrong, zones
from desk.forms.options import selected
from shared.dates import time_zones
from shared.i18n.speech import speech
from tests.support.examples_of_calls import TERMS
from tests.support.forms import action

CALL = action("draft-call")
OPENS, CLOSES = zones(CALL)
TOLD = filled(CALL.fields, {"terms": TERMS.model_dump(mode="json"), "example": True})


def test_a_zone_is_chosen_from_the_clocks_that_there_are() -> None:
    """Each is one that the API takes; what stands there now is among them."""
    offered = [code for code, _ in selected(OPENS, "", speech("en"))]
    assert set(offered) <= time_zones()
    assert {"Europe/Zurich", "America/New_York", "Africa/Nairobi", "UTC"} <= set(offered)
    assert "Africa/Kampala" in [code for code, _ in selected(OPENS, "Africa/Kampala", speech("en"))]


def test_a_form_asks_for_its_zone_once() -> None:
    """The other times are in it too, and so is what is sent; a time that is not said has none."""
    assert [one.name for one in asked(CALL, TOLD, ())] == [
        one.name for one in CALL.fields if one.name != CLOSES.name
    ]
    sent = {name: text for name, text in TOLD.items() if name != CLOSES.name} | {OPENS.name: "Asia/Tokyo"}
    terms = body(CALL.fields, with_zones(CALL, sent), {})["terms"]
    assert (terms["opens"]["time_zone"], terms["closes"]["time_zone"]) == ("Asia/Tokyo", "Asia/Tokyo")
    only_opens = {**sent, "terms.closes.date": "", "terms.closes.time": ""}
    assert "closes" not in body(CALL.fields, with_zones(CALL, only_opens), {})["terms"]
    only_closes = {**sent, "terms.opens.date": "", "terms.opens.time": ""}
    assert "opens" not in body(CALL.fields, with_zones(CALL, only_closes), {})["terms"]


def test_a_zone_that_is_another_stays_what_it_is() -> None:
    """It has a field of its own, and so has one of which something is wrong."""
    other = {**TOLD, CLOSES.name: "Asia/Tokyo"}
    assert CLOSES in asked(CALL, other, ())
    assert with_zones(CALL, other)[CLOSES.name] == "Asia/Tokyo"
    assert CLOSES in asked(CALL, TOLD, {CLOSES.name})


def test_a_zone_that_is_needed_is_missed() -> None:
    """Nobody is asked for a name that the form might have guessed."""
    extend = action("extend-call")
    assert "closes.time_zone" in wrong(
        extend, {"key": "open", "closes.date": "2032-01-01", "reason": "Many."}
    )
