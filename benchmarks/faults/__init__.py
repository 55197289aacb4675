"""Budgets made with a known fault in each, and how many of the faults grantcalc finds where they are.

`make bench-faults` runs it. A budget is made as a small model of its own (`layouts`), with its own
arithmetic (`book`), so that nothing here is believed because grantcalc says so.
"""
