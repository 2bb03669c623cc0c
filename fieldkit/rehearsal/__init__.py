"""A whole day without a screen, with everything going wrong on purpose, held against what should have come of it."""
