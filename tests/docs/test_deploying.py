"""What stands in several files of an installation is the same in all: roles, settings, metrics, and what to read."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.metrics_core import Metric
from ruamel.yaml import YAML

from deploy.sight import dashboard
from onevoice.services import SERVICES
from shared import metrics
from shared.kafka.cluster import PARTITIONS
from shared.runtime.sight import roles_of
from shared.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
CHART: Final = ROOT / "deploy" / "helm" / "onevoice"
VALUES: Final = sorted((ROOT / "deploy" / "helm" / "values").glob("*.yaml"))
ROLES: Final = {name: roles_of(service) for name, service in SERVICES.items()}
PROCESSES: Final = {f"{name}-{role}" for name, roles in ROLES.items() for role in roles}
SETTINGS: Final = {f"ONEVOICE_{name.upper()}" for name in Settings.model_fields}


def read(path: Path) -> Any:
    """A file of YAML."""
    return YAML(typ="safe").load(path)


def test_every_role_has_its_process_in_the_composed_installation() -> None:
    """And Prometheus asks each of them."""
    composed = read(ROOT / "docker-compose.yml")["services"]
    served = {
        name: one["command"] for name, one in composed.items() if one.get("command", [""])[:1] == ["serve"]
    }
    assert served.keys() == PROCESSES
    for name, command in served.items():
        service, _, role = name.partition("-")
        assert command == ["serve", service, "--role", role]
    [job] = read(ROOT / "deploy" / "sight" / "prometheus.yml")["scrape_configs"]
    assert set(job["dns_sd_configs"][0]["names"]) == PROCESSES


def test_every_role_has_its_deployment_in_the_chart() -> None:
    """No other has one; and what reads has no more replicas than a topic has partitions."""
    values = read(CHART / "values.yaml")
    assert {name: set(roles) for name, roles in values["services"].items()} == ROLES
    assert values["partitions"] == PARTITIONS


@pytest.mark.parametrize(
    "path", [CHART / "values.yaml", *VALUES, ROOT / "docker-compose.yml"], ids=lambda p: p.name
)
def test_nothing_is_set_that_nothing_reads(path: Path) -> None:
    """A word that is no setting would be passed over in silence."""
    composed = (
        {"ONEVOICE_PORT", "ONEVOICE_BIND", "ONEVOICE_MAIL_PORT"}
        if path.name == "docker-compose.yml"
        else set()
    )
    assert set(re.findall(r"\bONEVOICE_[A-Z_]+\b", path.read_text())) <= SETTINGS | composed


def names() -> set[str]:
    """Every name that /metrics may show."""
    found: list[Metric] = list(metrics.REGISTRY.collect())
    of_histograms = (f"{one.name}_bucket" for one in found if one.type == "histogram")
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in found} | set(of_histograms)


def test_what_is_asked_of_prometheus_is_measured() -> None:
    """In alerts, in what scales, and on the dashboard."""
    asked = "\n".join(
        [
            (CHART / "alerts.yaml").read_text(),
            (CHART / "templates" / "scaling.yaml").read_text(),
            *chain.from_iterable(one[2:] for one in dashboard.PANELS),
        ]
    )
    found = set(re.findall(r"\bonevoice_[a-z_]+", asked))
    assert found
    assert found <= names()


def test_the_dashboard_is_written() -> None:
    """Mend it with: python -m deploy.sight.dashboard."""
    assert json.loads(dashboard.WRITTEN.read_text()) == dashboard.dashboard()


def test_every_alert_says_where_to_read_on() -> None:
    """At a heading that is there."""
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in (ROOT / "docs" / "OPERATIONS.md").read_text().splitlines()
        if line.startswith("#")
    }
    for rule in chain.from_iterable(group["rules"] for group in read(CHART / "alerts.yaml")["groups"]):
        document, _, heading = rule["annotations"]["runbook"].partition("#")
        assert document == "docs/OPERATIONS.md"
        assert heading in headings, rule["alert"]
