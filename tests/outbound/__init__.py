"""The one client for addresses that people have typed."""
