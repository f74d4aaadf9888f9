"""Every metric, in one list. No label holds personal data or grows with it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

COMMANDS = Counter(
    "onevoice_commands_total",
    "Commands answered, by service, kind of stream and outcome (done, repeated, refused, failed).",
    ("service", "kind", "outcome"),
    registry=REGISTRY,
)
COMMAND_SECONDS = Histogram(
    "onevoice_command_seconds",
    "Seconds from a command's arrival to its answer.",
    ("service",),
    registry=REGISTRY,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
PENDING = Gauge(
    "onevoice_pending_appends",
    "Appends that are not on the topic yet, counted up to the gate's limit.",
    ("service",),
    registry=REGISTRY,
)
PENDING_AGE = Gauge(
    "onevoice_pending_age_seconds",
    "Age of the oldest append that is not on the topic yet; 0 when none waits.",
    ("service",),
    registry=REGISTRY,
)
RELAYED = Counter(
    "onevoice_relayed_appends_total",
    "Appends that Kafka acknowledged.",
    ("service",),
    registry=REGISTRY,
)
RELAY_ERRORS = Counter(
    "onevoice_relay_errors_total",
    "Sends that failed; each made its stream back off and the producer be rebuilt.",
    ("service",),
    registry=REGISTRY,
)
APPLIED = Counter(
    "onevoice_applied_events_total",
    "Events applied, by consumer group.",
    ("group",),
    registry=REGISTRY,
)
REPEATED = Counter(
    "onevoice_repeated_events_total",
    "Duplicates and late copies that a watermark turned away, by consumer group.",
    ("group",),
    registry=REGISTRY,
)
PARKED = Counter(
    "onevoice_parked_records_total",
    "Records parked, by consumer group and reason.",
    ("group", "reason"),
    registry=REGISTRY,
)
UNREADABLE = Counter(
    "onevoice_unreadable_total",
    "Times that an answer went without a document that this version cannot read, by view.",
    ("view",),
    registry=REGISTRY,
)
PUT_OFF = Counter(
    "onevoice_put_off_total",
    "Pieces of work that a fault put off, by worker; each is tried again.",
    ("worker",),
    registry=REGISTRY,
)
DELIVERIES = Counter(
    "onevoice_deliveries_total",
    "Tries of deliveries, by the state they left behind (sent, due, unknown, bounced, suppressed, failed).",
    ("state",),
    registry=REGISTRY,
)
DELIVERIES_AGE = Gauge(
    "onevoice_deliveries_age_seconds",
    "How long the delivery that waits longest has been due; 0 when none waits.",
    registry=REGISTRY,
)
MAIL_REFUSED = Counter(
    "onevoice_mail_server_refusals_total",
    "Tries that the mail server refused for good because of our name, sender or sign-in; each is tried again.",
    registry=REGISTRY,
)
LAG = Gauge(
    "onevoice_lag_records",
    "Records between this process's position and the end of each partition that it is assigned.",
    ("group", "topic", "partition"),
    registry=REGISTRY,
)
REBALANCES = Counter(
    "onevoice_rebalances_total",
    "Times that the partitions which this process reads were others than before, by group.",
    ("group",),
    registry=REGISTRY,
)
STALLED = Gauge(
    "onevoice_stalled_seconds",
    "Seconds for which a group had records to read here and read none; 0 when it moves.",
    ("group",),
    registry=REGISTRY,
)


def of_groups(gauge: Gauge, service: str) -> dict[str, int]:
    """What a gauge says here of each of a service's consumer groups, all partitions together."""
    found: dict[str, int] = {}
    for metric in gauge.collect():
        for sample in metric.samples:
            if (group := sample.labels["group"]).startswith(f"{service}."):
                found[group] = found.get(group, 0) + int(sample.value)
    return found
