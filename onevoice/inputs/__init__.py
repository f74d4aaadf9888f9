"""Inputs from a shell: files of them sent, receipts checked."""
