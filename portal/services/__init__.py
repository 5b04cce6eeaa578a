"""Acts: one function for each thing a person does. No Flask; never commits."""
