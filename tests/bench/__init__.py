"""``make bench``: what people wait for, each cost beside a reference that was measured in the same run."""
