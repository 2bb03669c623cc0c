"""What identifies a person: names, CURP, passport lines, telephone numbers, ages. Pure functions."""
