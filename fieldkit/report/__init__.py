"""A report: counts of facts as tables, with nothing in them that a person typed. Pure; the same for every output."""
