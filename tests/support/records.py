"""Records that hypothesis draws: as a file would hold them, through the format's own words."""

import json
from typing import Any

from hypothesis import strategies as st

from onevoice.record.entries import WRITTEN
from onevoice.record.format import BriefingRecord
from onevoice.record.read import read_bytes
from tests.support import strategies as s

KEYS = st.sampled_from(["a", "b", "c", "d"])


def _entry(fields: dict[str, Any], words: dict[str, str] | None = None) -> dict[str, Any]:
    written = {field: word for word, field in (words or {}).items()}
    return {written.get(name, name): value for name, value in fields.items()}


def _items(content: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    def entry(key: str, value: Any, withdrawn: str | None) -> dict[str, Any]:
        fields = value.model_dump(mode="json")
        words = dict(WRITTEN.get(fields.get("kind", ""), {}))
        return {"key": key, **_entry(fields, words), "withdrawn": withdrawn}

    gone = st.sampled_from([None, None, None, "misheard"])
    return st.lists(
        st.builds(entry, KEYS, content, gone), max_size=4, unique_by=lambda item: str(item["key"])
    )


def _json(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values.map(lambda value: json.loads(value.model_dump_json()))


def _occasion(when: Any, place: str | None) -> dict[str, Any]:
    return {**json.loads(when.model_dump_json()), "place": place}


occasions = st.builds(_occasion, s.whens, s.maybe_word)


def _intervention(said: Any) -> dict[str, Any]:
    fields = said.model_dump(mode="json", exclude={"figures"})
    figures = {one.what: one.model_dump(mode="json", exclude={"what"}) for one in said.figures}
    return {**fields, "figure": {n: f["value"] if len(f) == 1 else f for n, f in figures.items()}}


_about = st.fixed_dictionaries(
    {
        "key": st.just("2020-03-04"),
        "title": s.words,
        "source": s.maybe_word,
        "mode": st.sampled_from([None, "hybrid"]),
        "also_at": s.names,
        "webcast": s.links,
        "languages": st.sampled_from([[], ["en", "fr"]]),
        "place": s.maybe_word,
        "chair": st.none() | _json(s.persons),
        "speakers": st.lists(_json(s.persons), max_size=2),
        "agenda": s.agendas.map(lambda items: [json.loads(item.model_dump_json()) for item in items]),
        "documents": _items(s.documents),
        "summary": st.sampled_from([None, None, True, False]),
    }
)
_schedule = st.fixed_dictionaries(
    {
        "scheduled_for": occasions,
        "moved": st.lists(st.fixed_dictionaries({"to": occasions, "reason": s.maybe_word}), max_size=2),
    }
)
_held = st.fixed_dictionaries(
    {
        "held_on": occasions,
        "attendance": st.none() | _json(s.attendances),
        "interventions": s.interventions.map(lambda all_: [_intervention(one) for one in all_]),
        "issues_raised": _items(s.issues),
        "outcomes": _items(s.outcomes),
    }
)
_foreseen = st.fixed_dictionaries({"foreseen_for": s.partial_dates.map(str)})
_postponed = st.fixed_dictionaries({"postponed": st.booleans().filter(bool) | s.words})
_replaced = st.fixed_dictionaries({"replaced": st.fixed_dictionaries({"by": s.keys, "reason": s.maybe_word})})
_cancelled = st.fixed_dictionaries({"cancelled": st.booleans().filter(bool) | s.words})


def _read(*parts: dict[str, Any]) -> BriefingRecord:
    briefing = {name: value for part in parts for name, value in part.items()}
    return read_bytes(json.dumps({"briefing": briefing}, ensure_ascii=False).encode())


held_records = st.builds(_read, _about, _held)
records: st.SearchStrategy[BriefingRecord] = st.one_of(
    held_records,
    st.builds(_read, _about, _schedule),
    st.builds(_read, _about, _schedule, _held),
    st.builds(_read, _about, _schedule, _cancelled),
    st.builds(_read, _about, _schedule, _postponed),
    st.builds(_read, _about, _schedule, _postponed, _held),
    st.builds(_read, _about, _schedule, _replaced),
    st.builds(_read, _about, _foreseen),
    st.builds(_read, _about, _foreseen, _schedule),
    st.builds(_read, _about, _foreseen, _cancelled),
)
"""Announced, scheduled, moved, postponed, cancelled, held with and without a schedule; YAML reads JSON too."""
