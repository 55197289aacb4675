"""Funders' rules, one TOML file a profile; grantcalc.profile says what may stand in them."""
