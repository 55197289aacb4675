"""Two versions of a budget compared by meaning: which line became which, and what money moved."""
