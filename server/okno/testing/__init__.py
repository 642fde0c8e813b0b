"""For authors of plugins: a running desk for pytest. `fixtures` is loaded by every pytest, the rest with a desk."""
