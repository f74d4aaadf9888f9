"""A record of a briefing: read from its file, compared, sent, and its effects looked for."""
