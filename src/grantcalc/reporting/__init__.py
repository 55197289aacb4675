"""The figures of a report to the funder, made from the accounts; no words and no files."""
