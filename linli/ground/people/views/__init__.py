"""The register of residents, for staff; and what is known of oneself, for residents."""
