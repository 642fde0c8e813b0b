"""Nodes: several homes, each served by a tree of processes of its own, on one PostgreSQL."""
