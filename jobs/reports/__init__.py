"""Reports: what came, what became of it, what it cost, and what to do about it. Definitions in docs/metrics.md."""
