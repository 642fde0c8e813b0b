"""A demo company: people, teams and a few requests, to look at the desk before it is used for real."""
