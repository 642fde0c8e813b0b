"""What other plugins may use of this one: they name it under `requires` and import this module alone."""

from okno_sample.tally import of as tally_of

__all__ = ["tally_of"]
