"""The secretariat's page of contacts, as it comes back."""

from desk.app import TEMPLATES
from shared.i18n.speech import Own, speech
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visit


def test_what_was_not_taken_leads_to_its_field_by_its_label() -> None:
    """And is said there, too, whichever field it is."""
    visit = Visit(speech("fr"), None, "/desk/contacts", "")
    errors = {"address": Own("one address is right"), "name": Own("shorter is right"), "x": Own("y")}
    told = {"kind": "person", "address": "nope", "name": "A", "command": "c"}
    values = {"contacts": [], "told": told, "errors": errors, "detail": "all of it", "over": False}
    page = Pages("/desk", TEMPLATES).html("contacts.html", visit, (), values, not_taken=True).decode()
    assert '<a href="#c-address">Adresse électronique\N{NO-BREAK SPACE}: ' in page
    assert '<a href="#c-name">Nom\N{NO-BREAK SPACE}: ' in page
    for name in ("address", "name"):
        assert f'id="c-{name}-error"' in page
        assert f'aria-invalid="true" aria-describedby="c-{name}-error"' in page
    assert "all of it" not in page
