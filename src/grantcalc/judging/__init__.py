"""What becomes of each entry of a ledger, in SQL over the engine's columns.

Only filters, sums, counts, joins, row numbers and integer arithmetic, with every value bound: the
number of entries decides how long it takes, and no entry passes through Python.
"""
