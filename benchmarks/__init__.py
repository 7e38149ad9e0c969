"""Paired measurements that print ratios; `make bench` writes them to docs/benchmarks.md."""
