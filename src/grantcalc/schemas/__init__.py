"""The JSON Schemas of outputs and of grantcalc.toml, made by `make schemas`."""
