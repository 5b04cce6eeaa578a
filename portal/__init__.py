"""Your Voice: children tell their trust something and come back to read the answer."""
