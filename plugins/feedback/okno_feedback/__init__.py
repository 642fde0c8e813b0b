"""Ratings: what the customer says when his request is done, and what the company learns from it."""
