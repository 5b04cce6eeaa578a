"""The rules. Standard library only: no clock, no randomness, no input or output."""
