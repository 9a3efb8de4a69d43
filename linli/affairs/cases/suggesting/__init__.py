"""Reading the words of a report: its category, its place, whether it was said before."""
