"""Who may import what: beyond what ``lint-imports`` can say, and that its rules see every module."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("onevoice", "services", "shared", "deploy", "desk")
LONGEST = 250
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))

PURE = (
    "shared.contracts.", "shared.values", "shared.dates", "shared.countries", "shared.money", "shared.places",
    "shared.forms", "shared.texts", "shared.plain", "services.consultations.concurrence.",
)  # fmt: skip
"""What a domain may reach of ours, beside the pure rooms of its own slice; how agencies concur is for several."""
PURE_ROOMS = {
    "beside",
    "briefing",
    "commands",
    "domain",
    "filing",
    "filing_commands",
    "issue",
    "items",
    "members",
    "network",
    "scheduling",
    "terms",
}
PURE_LIBRARIES = {"pydantic", "pydantic_core", "pycountry"}

ADAPTERS: dict[str, tuple[str, ...]] = {
    "aiokafka": (
        "shared.kafka.consumer",
        "shared.kafka.groups",
        "shared.kafka.patient",
        "shared.kafka.producer",
        "shared.kafka.reading",
        "shared.kafka.sockets",
    ),
    "aiosmtpd": ("deploy.local.mailbox.server",),
    "aiosmtplib": ("services.notifications.mail.smtp",),
    "authlib": ("shared.oidc.client",),
    "babel": ("onevoice.texts", "shared.i18n.exonyms", "shared.i18n.speech", "shared.i18n.tongues"),
    "bson": ("shared.mongo.*",),
    "confluent_kafka": ("shared.kafka.topics", "deploy.local.engines.kafka"),
    "css_inline": ("services.notifications.mail.rendering",),
    "cryptography": ("deploy.compose.prepare", "shared.vault.*", "shared.web.links"),
    "email_validator": ("services.notifications.mail.address",),
    "fastapi": (
        "deploy.local.signin.pages",
        "desk.*",
        "onevoice.hosting",
        "services.*.*.api",
        "services.*.*.*_api",
        "services.*.*.*_pages",
        "services.*.*.pages",
        "shared.auth",
        "shared.problems",
        "shared.runtime.*",
        "shared.signin.*",
        "shared.web.*",
    ),
    "faststream": ("shared.kafka.consumer",),
    "httpx": ("desk.client", "onevoice.api", "onevoice.local.subscribers", "shared.issuer", "shared.peers"),
    "httpx2": ("shared.oidc.client",),
    "icalendar": ("shared.calendars",),
    "jinja2": (
        "deploy.local.mailbox.pages",
        "services.notifications.mail.rendering",
        "shared.web.pages.page",
    ),
    "joserfc": ("shared.issuer", "shared.signed", "shared.signing", "deploy.local.issuer"),
    "limits": ("shared.web.edge.rates",),
    "lxml": ("services.consultations.attachments.formats.markup",),
    "markupsafe": ("shared.web.pages.page",),
    "motor": ("shared.mongo.client",),
    "opentelemetry": ("shared.traces.opentelemetry",),
    "pikepdf": ("services.consultations.attachments.formats.pdf",),
    "PIL": ("services.consultations.attachments.formats.images",),
    "prometheus_client": ("shared.metrics", "shared.runtime.health"),
    "pycountry": (
        "shared.countries",
        "shared.i18n.exonyms",
        "shared.i18n.speech",
        "shared.i18n.tongues",
    ),
    "pydantic": ("*",),
    "pydantic_core": ("shared.dates", "shared.values", "onevoice.record.explain"),
    "pydantic_settings": ("shared.oidc.settings", "shared.settings"),
    "pymongo": ("shared.mongo.*",),
    "rich": (
        "onevoice.inputs.cli",
        "onevoice.remedies.generations",
        "onevoice.local.run",
        "onevoice.remedies.status",
    ),
    "python_calamine": ("services.consultations.uploads.tables.workbook",),
    "ruamel": (
        "onevoice.local.example_call",
        "onevoice.record.source",
        "services.registry.networks.reference",
        "shared.regions",
    ),
    "starlette": (
        "deploy.local.*",
        "shared.problems",
        "shared.runtime.connections",
        "shared.runtime.health",
        "shared.runtime.process",
        "shared.signin.leaving",
        "shared.web.*",
    ),
    "structlog": (
        "desk.client",
        "shared.*",
        "services.consultations.inputs.taking.contacting",
        "services.consultations.inputs.taking.intake",
        "services.consultations.uploads.worker",
        "services.notifications.deliveries.*",
        "services.notifications.mail.smtp",
        "services.notifications.subscriptions.timely",
    ),
    "tenacity": ("onevoice.api", "shared.kafka.backoff"),
    "typer": ("onevoice.cli", "onevoice.*.cli", "onevoice.remedies.*", "onevoice.shell"),
    "uvloop": ("onevoice.shell",),
    "uvicorn": ("shared.runtime.connections", "shared.runtime.process"),
}
"""Each library that is not Python's own, and the modules in which its name may appear."""


def name_of(file: Path) -> str:
    """The module's name."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def libraries(file: Path) -> frozenset[str]:
    """Every library that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found - set(sys.stdlib_module_names) - set(PACKAGES))


@pytest.fixture(scope="module")
def graph() -> Iterator[grimp.ImportGraph]:
    """All imports, as import-linter sees them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def contracts() -> list[dict[str, Any]]:
    """The contracts of import-linter."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return found


def reached(graph: grimp.ImportGraph, start: str) -> set[str]:
    """Everything that ``start`` imports, however far; what is not ours is not looked into."""
    found: set[str] = set()
    waiting = {start}
    while waiting:
        module = waiting.pop()
        new = graph.find_modules_directly_imported_by(module) - found
        found |= new
        waiting |= {name for name in new if name.partition(".")[0] in PACKAGES}
    return found


def may_be_reached(module: str, slice_: str) -> bool:
    """Whether a domain of this slice may reach the module."""
    package, _, room = module.rpartition(".")
    if package == slice_:
        return room in PURE_ROOMS
    return module.startswith(PURE) or module in PURE_LIBRARIES or module in sys.stdlib_module_names


@pytest.mark.parametrize("file", [f for f in FILES if f.name == "domain.py"], ids=name_of)
def test_a_domain_reaches_only_what_is_pure(file: Path, graph: grimp.ImportGraph) -> None:
    """The standard library, pydantic, contracts, values and its own slice's pure rooms, however indirectly."""
    domain = name_of(file)
    slice_ = domain.rpartition(".")[0]
    found = reached(graph, domain)
    assert f"{slice_}.commands" in found
    wrong = sorted(module for module in found if not may_be_reached(module, slice_))
    assert not wrong, [graph.find_shortest_chain(domain, module) for module in wrong]


def test_there_are_domains() -> None:
    """Else the test above would hold of nothing."""
    assert len([file for file in FILES if file.name == "domain.py"]) >= 3


def test_every_module_is_seen_by_the_import_rules(graph: grimp.ImportGraph) -> None:
    """A folder that import-linter does not find is under no rule at all."""
    unseen = sorted({name_of(file) for file in FILES} - graph.modules)
    assert not unseen, f"give their folders an __init__.py: {unseen}"


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: str(contract["name"]))
def test_an_import_rule_is_about_something(contract: dict[str, Any], graph: grimp.ImportGraph) -> None:
    """Every module and every wildcard in it matches a module that exists."""
    for field in ("modules", "source_modules", "forbidden_modules"):
        for expression in contract.get(field, ()):
            assert graph.find_matching_modules(expression), f"{expression} matches nothing"


@pytest.mark.parametrize("library", sorted({name for file in FILES for name in libraries(file)}))
def test_a_librarys_name_appears_in_its_adapters_alone(library: str) -> None:
    """And a row of the table that nobody needs any more goes."""
    allowed = ADAPTERS.get(library)
    assert allowed, f"{library} is new: say in ADAPTERS which modules adapt it"
    importers = {name_of(file) for file in FILES if library in libraries(file)}
    wrong = {name for name in importers if not any(fnmatchcase(name, pattern) for pattern in allowed)}
    assert not wrong
    unused = {pattern for pattern in allowed if not any(fnmatchcase(name, pattern) for name in importers)}
    assert not unused


def test_the_table_names_only_libraries_that_are_imported() -> None:
    """A library that was dropped leaves no row behind."""
    assert ADAPTERS.keys() <= {name for file in FILES for name in libraries(file)}


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    """250 lines at most."""
    assert [name_of(file) for file in FILES if len(file.read_text().splitlines()) > LONGEST] == []
