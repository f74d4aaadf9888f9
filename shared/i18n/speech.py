"""What an interface says, in the language of who reads it: catalogues, dates, numbers, names of places.

A text stands in the code in English and in ``fr/*.po`` in French, one file for each part of the house. The
pseudo-locale is made from the English texts: it runs from right to left and shows what is in no catalogue.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pycountry
from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from shared.contracts.consultations.facts import When
from shared.countries import country_name, listed, naming
from shared.i18n.order import alphabetical
from shared.i18n.pseudo import pseudo
from shared.i18n.tongues import language_meant, language_words, languages_of
from shared.i18n.versions import version
from shared.texts import N_ as N_  # noqa: PLC0414 - said on from here
from shared.values import OfficialLanguage, PartialDate

Written = Literal["en", "fr"]
"""The languages that there are texts in."""
Tag = Literal["en", "fr", "ar-XB"]
"""A BCP 47 tag of what an interface may speak."""
Texts = Mapping[str, tuple[str, ...]]
"""From an English text to its translation, with a plural where it has one."""

MARKS: Final = ("\ue000", "\ue001")
"""Two letters of Unicode's private use, which no text of ours holds."""
TAGGED: Final = "\ue002"
"""A third: it stands behind the language of marked words that are not English."""
PSEUDO: Final[Tag] = "ar-XB"
"""The pseudo-locale, by the tag that browsers use for a right-to-left one."""
_FOLDER: Final = Path(__file__).parent
_DATE: Final = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}
_UNTIL: Final = "\N{EN DASH}"
_FIRST: Final = "d'er' MMMM y"
"""The first of a month in French, the only day that is an ordinal there."""


class Own(str):
    """Words of the record itself, in their own ``language`` whatever is said around them."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str = "en") -> Self:
        """The words, in English where no language is given."""
        own = super().__new__(cls, words)
        own.language = language
        return own

    @classmethod
    def version(cls, texts: Mapping[OfficialLanguage, str], t: "Speech") -> Self:
        """The version of a text for a reader of ``t``: in their language, else in English, else the first."""
        found = version(texts, t.tag)
        return cls(found.text, found.language)


def written(language: OfficialLanguage) -> Written:
    """The language itself where there are texts in it, English where there are none yet."""
    return "fr" if language == "fr" else "en"


@dataclass(frozen=True)
class Speech:
    """One language that an interface speaks. Values stand in a text by name, in braces."""

    tag: Tag
    texts: Texts
    marking: bool = False
    """Whether ``Own`` words of another language are marked, for a page to label them: ``MARKS`` stand around them."""

    def marked(self) -> "Speech":
        """The same, marking."""
        return replace(self, marking=True)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way it is written."""
        return "rtl" if self.tag == PSEUDO else "ltr"

    @property
    def locale(self) -> Locale:
        """Of the Unicode CLDR: how dates, numbers and countries are written."""
        return _locale(self.tag)

    def say(self, text: str, /, **values: object) -> str:
        """The text in this language, with the values in their places."""
        return self._put(self._of(text)[0], values)

    def say_n(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The text for so many; ``number`` stands in it as ``{n}``."""
        forms = self._of(one, many)
        said = forms[min(self._plural(number), len(forms) - 1)]
        return self._put(said, {"n": self.number(number), **values})

    def several(self, words: Iterable[str]) -> str:
        """Several words, with commas."""
        return ", ".join(self._put("{one}", {"one": one}) for one in words)

    def day(self, date: PartialDate | dt.date) -> str:
        """A date as precise as it is known: ``4 March 2020``, ``1er mars 2020``, ``mars 2020``, ``2020``."""
        first, precision = (date, "day") if isinstance(date, dt.date) else (date.first, date.precision)
        ordinal = self.tag == "fr" and precision == "day" and first.day == 1
        return format_date(first, _FIRST if ordinal else _DATE[precision], locale=self.locale)

    def moment(self, at: dt.datetime, zone: str = "UTC") -> str:
        """An instant, to the minute, in a zone of the IANA database that is named after it.

        In UTC where the database has that zone no more, and where no date there is left to say.
        """
        try:
            there = at.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, OSError, ValueError, OverflowError):
            there, zone = at.astimezone(dt.UTC), "UTC"
        return f"{self.day(there.date())}, {self.time(there.time())} {zone}"

    def year(self, day: dt.date) -> str:
        """The year of a day."""
        return format_date(day, "y", locale=self.locale)

    def time(self, time: dt.time) -> str:
        """A time of the day."""
        return format_time(time, "HH:mm", locale=self.locale)

    def when(self, when: When, place: str | None = None) -> str:
        """Day, times with their zone and in UTC, and place, as far as they are known."""
        said = self.day(when.date)
        if when.start:
            said += f", {self.hours(when)}"
        if when.start and when.time_zone:
            values = {"zone": Own(when.time_zone), "utc": self.utc(when)}
            said += self._put(" ({zone}; {utc})" if values["utc"] else " ({zone})", values)
        return said + self._put(", {place}", {"place": Own(place)}) if place else said

    def hours(self, when: When) -> str:
        """When it begins, and ends where that is known, on the clock there."""
        return _UNTIL.join(self.time(time) for time in (when.start, when.end) if time)

    def utc(self, when: When) -> str | None:
        """The same in UTC, with the day where that is another one; None where it is so already, or is not known."""
        first, last = when.begins, when.ends
        if not isinstance(first, dt.datetime) or when.time_zone == "UTC":
            return None
        said = _UNTIL.join(self.time(one.time()) for one in (first, last) if one)
        return f"{said} UTC" if first.date() == when.date else f"{self.day(first.date())}, {said} UTC"

    def number(self, number: float) -> str:
        """A number."""
        return format_decimal(number, locale=self.locale)

    def language(self, tag: str) -> str:
        """A language's name, from its BCP 47 tag: of the CLDR, else of ISO 639 in English, else its code."""
        return language_words(tag, self.locale)

    def language_meant(self, text: str) -> str | None:
        """The tag of the language that is called so, or has this code; None where none is."""
        return language_meant(text, self.locale)

    def languages(self) -> list[tuple[str, str]]:
        """Tag and name of every language with a tag of two letters, sorted by the letters of its name."""
        return sorted(languages_of(self.locale), key=lambda language: alphabetical(language[1]))

    def country(self, code: str) -> str:
        """A country's name as the United Nations call it: by ``shared.countries``, else of the Unicode CLDR.

        The code where it is none.
        """
        told = naming(code).name.get(self.locale.language)
        if told or self.tag == "en":
            return told or country_name(code)
        found = pycountry.countries.get(alpha_3=code)
        return str((found and self.locale.territories.get(found.alpha_2)) or country_name(code))

    def country_note(self, code: str) -> Own | None:
        """What is to be noted wherever the name stands alone, in this language or another."""
        note = naming(code).note
        return Own.version(cast("dict[OfficialLanguage, str]", note), self) if note else None

    def country_order(self, code: str) -> tuple[str, str]:
        """What a list of countries is sorted by."""
        return alphabetical(naming(code).sort.get(self.locale.language) or self.country(code))

    def countries(self) -> list[tuple[str, str]]:
        """Code and name of every country that a form offers, in the order of the names: É stands with E."""
        return [(code, self.country(code)) for code in sorted(listed(), key=self.country_order)]

    def _of(self, text: str, many: str | None = None) -> tuple[str, ...]:
        if self.tag == PSEUDO:
            return tuple(pseudo(form) for form in (text, many) if form)
        return self.texts.get(text) or ((text, many) if many else (text,))

    def _plural(self, number: int) -> int:
        # English and the pseudo-locale: one thing is one; French: none is one too. As the catalogues say it.
        return int(number > 1) if self.tag == "fr" else int(number != 1)

    def _put(self, said: str, values: Mapping[str, object]) -> str:
        if self.marking:
            values = {n: self._mark(v) if isinstance(v, Own) else v for n, v in values.items()}
        if self.direction == "rtl":  # each value keeps its own direction, and the sentence its own
            values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
        return said.format(**values) if values else said

    def _mark(self, words: Own) -> str:
        if words.language == self.tag:
            return words
        begin, end = MARKS
        return (
            f"{begin}{words}{end}"
            if words.language == "en"
            else f"{begin}{words.language}{TAGGED}{words}{end}"
        )


@cache
def speech(tag: Tag) -> Speech:
    """The language of this tag."""
    return Speech(tag, catalogue(tag) if tag == "fr" else {})


def catalogue(language: Written) -> Texts:
    """Every translation into this language, of all parts. Fuzzy ones are none."""
    texts: dict[str, tuple[str, ...]] = {}
    for file in sorted((_FOLDER / language).glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and not message.fuzzy:
                    key, said = message.id, message.string
                    forms = tuple(said) if isinstance(said, (tuple, list)) else (cast("str", said),)
                    if all(forms):
                        texts[key[0] if isinstance(key, (tuple, list)) else key] = forms
    return texts


@cache
def _locale(tag: Tag) -> Locale:
    return Locale.parse("ar" if tag == PSEUDO else tag)
