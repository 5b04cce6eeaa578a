"""The database: fetches, saves and counts; never decides."""
