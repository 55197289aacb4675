"""What grantcalc does, as functions, one module a command: the command line is their first user."""
