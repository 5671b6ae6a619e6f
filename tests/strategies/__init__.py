"""Generated documents, records and timelines for property tests."""
