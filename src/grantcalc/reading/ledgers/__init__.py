"""Ledgers, as accounting systems export them, into the engine's columns."""
