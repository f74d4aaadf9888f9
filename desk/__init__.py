"""The desk: pages for the secretariat, a client of the public API."""
