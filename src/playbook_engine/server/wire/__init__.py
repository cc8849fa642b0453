"""What travels: structs that refuse unknown fields, a module for each resource; no behaviour but to and from nouns."""
