"""Formulas: what they say, what they sum, and their exact values."""
