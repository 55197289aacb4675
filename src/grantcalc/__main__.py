"""`python -m grantcalc`."""

from grantcalc.cli import main

main()
