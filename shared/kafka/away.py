"""What is said of Kafka when it does not answer, by whichever client."""


class KafkaAway(Exception):
    """Kafka does not answer: try again later."""
