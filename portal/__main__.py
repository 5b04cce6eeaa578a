"""`python -m portal` is the same as `portal`."""

from portal.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
