"""Funders' rules as data: what a profile is."""
