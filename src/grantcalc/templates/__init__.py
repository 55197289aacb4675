"""The built-in templates of reports, in Markdown; `grantcalc report --write-template` copies one."""
