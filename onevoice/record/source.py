"""From a file's bytes to plain data, with the line each piece stands on. The only importer of ruamel here."""

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
        node = YAML(pure=True).compose(text)
        if node is not None:
            source.data = _Builder(source).value(node, ())
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
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    wrong = (error.problem or error.context) if isinstance(error, MarkedYAMLError) else str(error)
    line = mark.line + 1 if mark else None
    wrong = f"the file is not YAML: {' '.join(str(wrong).split())[:200]}"
    source.problem((), wrong, "one field a line, indented with spaces, is right", line)


class _Builder:
    """Builds plain data out of YAML nodes, notes lines, and refuses what a record has no use for."""

    def __init__(self, source: Source) -> None:
        self.source = source
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
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, n)) for n, item in enumerate(node.value)]
        return _scalar(node)

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
            elif " " in name:  # no field is called so: within { } a comma begins the next one
                wrong = f"{name[:60]!r} stands there without a value"
                self.source.problem(path, wrong, "a text with a comma in quotes is right", line)
        return fields


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
        return text.lower() == "true"
    return None if tag == "null" else text
