"""Input of the pages and moves, a module for each kind of matter."""
