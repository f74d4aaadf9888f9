"""Sizes that the write side and the topics must agree on."""

MAX_MESSAGE_BYTES = 1_048_576
"""``max.message.bytes`` of every topic: one record batch."""

MAX_EVENT_BYTES = MAX_MESSAGE_BYTES - 16_384
"""The largest event: what is left of a batch after its headers and Kafka's own."""
