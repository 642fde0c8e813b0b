"""Webhooks: other programs are told what happens to requests, signed, at least once, with the rights of a person."""
