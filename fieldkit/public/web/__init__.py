"""The applicants' page, as headquarters shows it to the world and a laptop to the hall."""
