"""The sample: notes about requests, and by them every ability of a plugin."""
