"""Writes the Grafana dashboard: ``python -m deploy.sight.dashboard``. Each panel is a line here."""

import json
import sys
from pathlib import Path
from typing import Any, Final

WRITTEN: Final = Path(__file__).parent / "grafana" / "dashboards" / "onevoice.json"
_WIDE, _HIGH, _ROW = 8, 8, 24


def _rate(metric: str, by: str) -> str:
    return f"sum by ({by}) (rate(onevoice_{metric}[$__rate_interval]))"


def _new(metric: str, by: str) -> str:
    return f"sum by ({by}) (increase(onevoice_{metric}[$__rate_interval]))"


def _within(share: float) -> str:
    return f"histogram_quantile({share}, {_rate('command_seconds_bucket', 'le, service')})"


PANELS: Final = (
    ("Commands a second", "ops", _rate("commands_total", "service, outcome")),
    ("Refusals a second", "ops", _rate('commands_total{outcome="refused"}', "service, kind")),
    ("Answered within (p50, p95, p99)", "s", *map(_within, (0.5, 0.95, 0.99))),
    ("Oldest append that waits for Kafka", "s", "max by (service) (onevoice_pending_age_seconds)"),
    ("Appends that wait for Kafka", "short", "max by (service) (onevoice_pending_appends)"),
    ("Unread records by group", "short", "sum by (group) (onevoice_lag_records)"),
    ("Unread records by partition", "short", "sum by (group, topic, partition) (onevoice_lag_records)"),
    ("Groups that stand still", "s", "max by (group) (onevoice_stalled_seconds)"),
    ("Rebalances", "short", _new("rebalances_total", "group")),
    ("Events applied a second", "ops", _rate("applied_events_total", "group")),
    ("Records parked", "short", _new("parked_records_total", "group, reason")),
    ("Documents that cannot be read", "short", _new("unreadable_total", "view")),
    ("Deliveries a second, by the state they left behind", "ops", _rate("deliveries_total", "state")),
    ("Oldest delivery that is due", "s", "max(onevoice_deliveries_age_seconds)"),
    ("Refusals by the mail server", "short", _new("mail_server_refusals_total", "component")),
)
"""A title, a unit, and what is asked for: docs/generated/metrics.md."""


def dashboard() -> dict[str, Any]:
    """The dashboard, as Grafana reads it."""
    return {
        "uid": "onevoice",
        "title": "One Voice",
        "timezone": "utc",
        "schemaVersion": 39,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "panels": [_panel(number, title, unit, asked) for number, (title, unit, *asked) in enumerate(PANELS)],
    }


def _panel(number: int, title: str, unit: str, asked: list[str]) -> dict[str, Any]:
    place = number * _WIDE
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": title,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": {"x": place % _ROW, "y": place // _ROW * _HIGH, "w": _WIDE, "h": _HIGH},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "targets": [{"refId": chr(ord("A") + n), "expr": one} for n, one in enumerate(asked)],
    }


def text() -> str:
    """What the file holds."""
    return json.dumps(dashboard(), indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(0 if WRITTEN.write_text(text()) else 1)
