from tests.support.fixtures import cluster, database, server

__all__ = ["cluster", "database", "server"]
