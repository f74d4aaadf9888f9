"""How issues hang together: which answer counts for one, where it all came from, what it is linked with. Pure."""

from collections.abc import Iterator, Mapping

from services.consultations.issues.projection import IssueState

Issues = Mapping[str, IssueState]
"""Issues by their keys."""


def root(key: str, issues: Issues) -> str:
    """The issue whose answer counts: that into which this one was merged, however far; one of a circle is its own."""
    seen = {key}
    while (state := issues.get(key)) and (into := state.issue.merged_into):
        if into in seen or into not in issues:
            break
        seen.add(into)
        key = into
    return key


def merged(key: str, issues: Issues) -> list[IssueState]:
    """Those that are answered with this one, however far."""
    found, waiting = {key: None}, [key]
    while waiting:
        into = waiting.pop()
        for one in issues.values():
            if one.issue.merged_into == into and one.key not in found:
                found[one.key] = None
                waiting.append(one.key)
    return [issues[one] for one in found if one != key]


def linked(key: str, issues: Issues) -> list[IssueState]:
    """Those that it names, and those that name it."""
    own = issues[key].issue.links if key in issues else ()
    return [one for one in issues.values() if one.key in own or key in one.issue.links]


def of_briefing(briefing: str, issues: Issues) -> Iterator[tuple[str, IssueState]]:
    """Each issue that a briefing's record holds, by its key there."""
    for one in issues.values():
        origin = one.issue.origin
        if origin and origin.kind == "briefing" and origin.briefing == briefing and not one.issue.source:
            yield origin.item or "", one


def is_of_input(state: IssueState, public: str) -> bool:
    """Whether a published input raised it."""
    origin = state.issue.origin
    return origin is not None and origin.kind == "input" and origin.input == public
