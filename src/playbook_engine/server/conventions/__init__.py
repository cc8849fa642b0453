"""What all routes have in common: problems, bodies, pages, preconditions, repeated writes, limits, headers, logs."""
