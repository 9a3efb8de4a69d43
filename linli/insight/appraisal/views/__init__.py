"""Pages of appraisal: of those who run it, of those who are appraised, and of everybody."""
