"""Forms of services that pages of others show inside of theirs: for colleagues, and for people without an account."""
