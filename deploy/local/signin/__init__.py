"""Signing in at the local profile."""
