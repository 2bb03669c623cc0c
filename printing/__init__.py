"""Paper: tickets and slips, drawn once and printed anywhere. Knows nothing of the journal or of people."""
