"""The pages about what is kept of people."""
