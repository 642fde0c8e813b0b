"""What pages cost, counted instead of timed: statements, rows that they return, and the ways to the tables."""
