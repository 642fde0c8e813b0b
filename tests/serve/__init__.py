"""The supervisor and its workers, run as real processes with small applications."""
