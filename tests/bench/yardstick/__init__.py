"""The yardstick: the same pages written by hand, with nothing on top. No sign-in, no filter, no hooks, no languages."""
