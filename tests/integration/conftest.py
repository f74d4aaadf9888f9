from tests.support.fixtures import cluster, database, house, own_house, server

__all__ = ["cluster", "database", "house", "own_house", "server"]
