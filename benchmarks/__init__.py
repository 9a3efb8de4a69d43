"""What is fast, measured the same way every time: `make bench`, or `python -m benchmarks`."""
