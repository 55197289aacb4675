"""A report to the funder told in words: templates and figures become a document."""
