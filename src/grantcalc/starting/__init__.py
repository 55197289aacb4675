"""The files of a new project: a workbook made for people, and its grantcalc.toml."""
