"""linli at the size of a city: a million cases, and how long its pages take there."""
