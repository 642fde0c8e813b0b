"""The pages of a running server in Chromium."""
