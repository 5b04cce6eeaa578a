"""Static files: read once, compressed once, and served under an address that changes when they do."""

import gzip
import mimetypes
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request

from portal.domain.frozen import frozen
from portal.web.wiring import PUBLIC, may, portal

assets = Blueprint("assets", __name__)
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@frozen
class Asset:
    """One file: its name, its fingerprint, and its bytes plain and compressed."""

    name: str
    fingerprint: str
    kind: str
    plain: bytes
    packed: bytes

    @property
    def url(self) -> str:
        """Where it is served, for ever the same bytes."""
        return f"/static/{self.fingerprint}/{self.name}"


def read_all(folder: Path) -> dict[str, Asset]:
    """Every file directly in ``folder``, by name."""
    return {path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.name, sha256(plain).hexdigest()[:8], kind, plain, gzip.compress(plain, 9, mtime=0))


@assets.get("/static/<fingerprint>/<name>")
@may(PUBLIC)
def static_file(fingerprint: str, name: str) -> Response:
    """A static file. A page from before an upgrade may ask for an older fingerprint; it gets the file of today."""
    asset = portal().assets.get(name)
    if asset is None:
        abort(404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.packed if packed else asset.plain, content_type=asset.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    known = fingerprint == asset.fingerprint
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if known else "no-store"
    return response
