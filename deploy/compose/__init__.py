"""The composed installation: what it needs before it starts, and its proxy."""
