"""Security, by the classes of holes that help desks have had."""
