"""Every metric, in one list. No label holds personal data or grows with it."""

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_counter, _gauge = partial(Counter, registry=REGISTRY), partial(Gauge, registry=REGISTRY)
_histogram = partial(Histogram, registry=REGISTRY)

COMMANDS = _counter(
    "onevoice_commands_total",
    "Commands answered, by service, kind of stream and outcome (done, repeated, refused, failed).",
    ("service", "kind", "outcome"),
)
COMMAND_SECONDS = _histogram(
    "onevoice_command_seconds",
    "Seconds from a command's arrival to its answer.",
    ("service",),
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
PENDING = _gauge(
    "onevoice_pending_appends",
    "Appends that are not on the topic yet, counted up to the gate's limit.",
    ("service",),
)
PENDING_AGE = _gauge(
    "onevoice_pending_age_seconds",
    "Age of the oldest append that is not on the topic yet; 0 when none waits.",
    ("service",),
)
RELAYED = _counter("onevoice_relayed_appends_total", "Appends that Kafka acknowledged.", ("service",))
RELAY_ERRORS = _counter(
    "onevoice_relay_errors_total",
    "Sends that failed; each made its stream back off and the producer be rebuilt.",
    ("service",),
)
APPLIED = _counter("onevoice_applied_events_total", "Events applied, by consumer group.", ("group",))
REPEATED = _counter(
    "onevoice_repeated_events_total",
    "Duplicates and late copies that a watermark turned away, by consumer group.",
    ("group",),
)
PARKED = _counter(
    "onevoice_parked_records_total", "Records parked, by consumer group and reason.", ("group", "reason")
)
UNREADABLE = _counter(
    "onevoice_unreadable_total",
    "Times that an answer went without a document that this version cannot read, by view.",
    ("view",),
)
PUT_OFF = _counter(
    "onevoice_put_off_total",
    "Pieces of work that a fault put off, by worker; each is tried again.",
    ("worker",),
)
DELIVERIES = _counter(
    "onevoice_deliveries_total",
    "Tries of deliveries, by the state they left behind (sent, due, unknown, bounced, suppressed, failed).",
    ("state",),
)
DELIVERIES_AGE = _gauge(
    "onevoice_deliveries_age_seconds",
    "How long the delivery that waits longest has been due; 0 when none waits.",
)
MAIL_REFUSED = _counter(
    "onevoice_mail_server_refusals_total",
    "Tries that the mail server refused for good because of our name, sender or sign-in; each is tried again.",
)
DOWNLOADS = _counter(
    "onevoice_downloads_total",
    "Downloads of documents' files from their first byte on; which ones is not said here.",
)
LAG = _gauge(
    "onevoice_lag_records",
    "Records between this process's position and the end of each partition that it is assigned.",
    ("group", "topic", "partition"),
)
REBALANCES = _counter(
    "onevoice_rebalances_total",
    "Times that the partitions which this process reads were others than before, by group.",
    ("group",),
)
STALLED = _gauge(
    "onevoice_stalled_seconds",
    "Seconds for which a group had records to read here and read none; 0 when it moves.",
    ("group",),
)


def of_groups(gauge: Gauge, service: str) -> dict[str, int]:
    """What a gauge says here of each of a service's consumer groups, all partitions together."""
    found: dict[str, int] = {}
    for metric in gauge.collect():
        for sample in metric.samples:
            if (group := sample.labels["group"]).startswith(f"{service}."):
                found[group] = found.get(group, 0) + int(sample.value)
    return found
