"""A letter as plain text and as HTML; the only module that knows Jinja2 and css-inline."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.mail.letter import Letter
from shared.i18n.speech import speech
from shared.texts import OWN_NAMES

_FOLDER: Final = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Links:
    """Where a letter's links lead."""

    action_url: str
    preferences_url: str
    unsubscribe_url: str


def text(letter: Letter, links: Links) -> str:
    """The letter as plain text, each link alone on its line."""
    return _rendered("mail.txt", letter, links)


def html(letter: Letter, name: str, links: Links) -> str:
    """The letter as a page of HTML with its styles in its elements; ``name`` stands at its head."""
    return _inliner().inline(_rendered("mail.html", letter, links, name=name, style=_style()))


def _rendered(template: str, letter: Letter, links: Links, **more: object) -> str:
    t = speech(letter.language)
    return (
        _templates()
        .get_template(template)
        .render(
            letter=letter,
            t=t,
            say=t.say,
            asked=letter.asked_language,
            asked_name=OWN_NAMES[letter.asked_language] if letter.asked_language else "",
            **vars(links),
            **more,
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@cache
def _inliner() -> CSSInliner:
    # The rules for dark mode stay in the page's head: they are about its reader's screen.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, remove_inlined_selectors=True)


@cache
def _style() -> str:
    return (_FOLDER / "mail.css").read_text(encoding="utf-8")
