"""What happens when the machine fails below Okno: power, disk, clock, database, connections."""
