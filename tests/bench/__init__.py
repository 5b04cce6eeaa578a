"""The measurements of `make bench`: always beside a bare Flask page, in the same run, on the same server."""
