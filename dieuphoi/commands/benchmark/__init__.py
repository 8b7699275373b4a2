"""The benchmark: a made-up workload of a known size, and how long pages and actions take on it."""
