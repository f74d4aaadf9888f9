"""The embedded engines: a real Apache Kafka and a MongoDB-protocol server as child processes.

``Kafka(folder)`` and ``Mongo(folder)`` keep all they have in their folder; ``start``, ``stop`` and ``kill``
may be called in any order and number, and what was acknowledged survives each of them. Once started, ``url``
says where clients connect, and stays the same for the object's life.
"""

from deploy.local.engines.kafka import Kafka
from deploy.local.engines.mongo import Mongo
from deploy.local.engines.process import Engine, EngineError

__all__ = ["Engine", "EngineError", "Kafka", "Mongo"]
