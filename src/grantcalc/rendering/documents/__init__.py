"""A document (`grantcalc.document`) as a file that people read; one module a format."""
