"""From files to tables: partitions with a content-addressed cache, ingestion, extraction."""
