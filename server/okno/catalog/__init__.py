"""The service catalog: files, checks, forms, revisions and search."""
