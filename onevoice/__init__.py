"""The ``onevoice`` command: thin, and the only importer of all services."""
