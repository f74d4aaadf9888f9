"""A briefing's record: its format, how it is read, and what it still has to tell the API."""
