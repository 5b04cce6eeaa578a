"""The rest of the web as the browser tests see it: one dull page, here, so that no test leaves this machine."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = b"<!doctype html><html lang=en><title>Weather</title><h1>Rain</h1>"


class Weather(BaseHTTPRequestHandler):
    """Whatever is asked, it rains."""

    def do_GET(self) -> None:
        """The page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


class Quiet(ThreadingHTTPServer):
    """A server that does not mind visitors who hang up."""

    daemon_threads = True

    def handle_error(self, *_arguments: object) -> None:
        """A browser that closes ends its connections as it likes."""


@contextmanager
def elsewhere(folder: Path) -> Iterator[list[str]]:
    """Serve it over TLS; the browser flags that send every other host there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server = Quiet(("127.0.0.1", 0), Weather)
    # The handshake belongs to the thread of its connection: a silent visitor must not stop the others.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    yield [f"--host-resolver-rules=MAP * {host}, EXCLUDE 127.0.0.1, EXCLUDE localhost", "--ignore-certificate-errors"]
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    signed = made.not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "elsewhere.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path
