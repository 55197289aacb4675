"""What a question to a ledger costs, against other ways of asking it."""
