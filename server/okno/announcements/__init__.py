"""What everybody should know before he orders: news, planned works and outages."""
