"""The local profile: set-up of a clone, embedded engines."""
