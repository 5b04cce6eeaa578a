"""For servers that want a WSGI application: `wsgi:app`. `portal serve` is the usual way."""

from portal.app import create_app

app = create_app()
