"""From a file's bytes to plain data, with the line each piece stands on. The only importer of ruamel here."""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LARGEST = 5_000_000
"""The most bytes a record may have; a briefing with 200 outcomes has about 20,000."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a record: where, what, and what would be right."""

    line: int
    field: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.wrong}; {self.right}"


@dataclass
class Source:
    """A file's data, without its nulls (null means left out), and the lines its pieces stand on."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, wrong: str, right: str, line: int | None = None) -> None:
        """Note a problem at ``path``, on its line or that of what holds it."""
        known = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)
        self.problems.append(Problem(line or known, shown(path), wrong, right))


def shown(path: Path) -> str:
    """The path as people write it: ``briefing.outcomes[3].country``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "file"


def load(data: bytes) -> Source:
    """The data in a record's bytes; whatever keeps them from being read is a problem, never an exception."""
    source = Source()
    text = _decoded(data, source)
    if text is None:
        return source
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        if node is not None:
            source.data = _Builder(source, text).value(node, ())
    except YAMLError as error:
        _not_yaml(source, error)
    except RecursionError:
        source.problem(
            (), "lists or fields lie inside each other hundreds deep", "the documented form is right"
        )
    if not source.problems and not isinstance(source.data, dict):
        source.problem(
            (), "the file holds no fields", "a field named briefing, as in docs/record.md, is right"
        )
    return source


def _decoded(data: bytes, source: Source) -> str | None:
    if len(data) > LARGEST:
        source.problem((), f"the file has {len(data):,} bytes", f"at most {LARGEST:,} bytes are right")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        source.problem((), "the file is not UTF-8 text", "saving it as UTF-8 is right", line)
        return None


def _not_yaml(source: Source, error: YAMLError) -> None:
    right, mark, wrong = "one field a line, indented with spaces, is right", None, str(error)
    if isinstance(error, MarkedYAMLError):
        mark, wrong = error.problem_mark or error.context_mark, error.problem or error.context
        opened = next((what for what in _OPENED if what in (error.context or "")), None)
        if opened and error.context_mark:  # the problem is noticed where the next field begins, or at the end
            mark, right = error.context_mark, _OPENED[opened]
    line = mark.line + 1 if mark else None
    wrong = f"the file is not YAML: {' '.join(str(wrong).split())[:200]}"
    source.problem((), wrong, right, line)


_OPENED = {
    "flow mapping": "the } that ends what begins here is right, and a text with a comma or # in quotes",
    "flow sequence": "the ] that ends what begins here is right, and a text with a comma or # in quotes",
    "quoted scalar": "the quote that ends the text that begins here is right",
}
"""What may begin on one line and never end, in ruamel's words, and what would be right there."""

_TAGS = frozenset({"bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp"})
_CUT = re.compile(r"[ \t]#|[ \t]+#\S")
"""A # after a plain text that may belong to it; a comment has two spaces before and one after."""


class _Builder:
    """Builds plain data out of YAML nodes, notes lines, and refuses what a record has no use for."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        """The data of ``node``; None where it is null or refused."""
        line = node.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        if id(node) in self.seen:
            wrong = "the value is an alias (*name)"
            self.source.problem(path, wrong, "the value itself, written out, is right", line)
            return None
        self.seen.add(id(node))
        self.sign(node, path, line)
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, n)) for n, item in enumerate(node.value)]
        value = _scalar(node)
        plain = isinstance(node, ScalarNode) and node.style is None and isinstance(value, str)
        if plain and _CUT.match(self.text, node.end_mark.index):
            wrong = f"what follows {value[-60:]!r} on the line is left out, because it begins with #"
            right = "the text in quotes is right; a comment has two spaces before the # and one after it"
            self.source.problem(path, wrong, right, node.end_mark.line + 1)
        return value

    def sign(self, node: Node, path: Path, line: int) -> None:
        """Refuse a word that YAML takes for its own: of ``&c Smith`` and ``!not so`` it would keep a part."""
        tag = str(node.ctag)
        anchor = f"&{node.anchor}" if node.anchor else None
        own = anchor or (tag if tag.rpartition(":")[2] not in _TAGS else None)
        if own:
            wrong = f"{own[:60]} is left out: a word that begins with {own[0]} is YAML's own"
            self.source.problem(path, wrong, "the text in quotes is right", line)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        """The fields of ``node`` that are not null."""
        fields: dict[str, Any] = {}
        names: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, ScalarNode) else None
            if name is None or str(key.ctag).endswith(":merge"):
                self.source.problem(path, "a field's name is not a word", "name: value is right", line)
                continue
            if name in names:
                wrong = f"the field {name} stands here a second time"
                self.source.problem((*path, name), wrong, "each field once is right", line)
                continue
            names.add(name)
            self.source.lines[(*path, name)] = line
            content = self.value(value, (*path, name))
            if content is not None:
                fields[name] = content
            elif isinstance(value, ScalarNode) and not value.value:
                self.nothing(name, (*path, name), line, within_braces=node.flow_style)
        return fields

    def nothing(self, name: str, path: Path, line: int, *, within_braces: bool) -> None:
        """A name without a value: within { } a comma begins the next one, so it is often half a text."""
        right = "a value is right, or null for what the source does not state"
        if within_braces:
            path, right = path[:-1], "a text with a comma in quotes is right, a number without one"
        if ":" in name:
            right = "name: value is right, with a space after the colon"
        self.source.problem(path, f"{name[:60]!r} stands there without a value", right, line)


def _scalar(node: Node) -> Any:
    """A number, true or false, null, or else the text as it stands; dates stay text."""
    text, tag = node.value, str(node.ctag).rpartition(":")[2]
    try:
        if tag == "int":
            return int(text, 0) if "x" in text or "o" in text else int(text)
        if tag == "float":
            return float(text.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
    if tag == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    return None if tag == "null" else text
