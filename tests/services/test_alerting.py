"""Alerts: they reach somebody, and they tell a passer-by nothing."""

import ssl
import uuid
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from portal.services.alerting import SUBJECT, Post, alert, send
from tests.servers import free_port

JOB = uuid.UUID("12345678123456781234567812345678")


class Box:
    """A letter box that keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((list(envelope.rcpt_tos), letter))
        return "250 taken"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def address(server: Controller) -> str:
    assert server.server is not None
    port = server.server.sockets[0].getsockname()[1]
    return f"smtp://127.0.0.1:{port}"


def post(smtp_url: str) -> Post:
    return Post(smtp_url, "voice@trust.example", ("one@trust.example", "two@trust.example"), "https://voice.trust.example")


def test_an_alert_reaches_everybody_it_is_for(server: Controller, box: Box) -> None:
    send(alert(JOB, post(address(server))), post(address(server)))
    ((to, letter),) = box.letters
    assert to == ["one@trust.example", "two@trust.example"]
    assert (letter["Subject"], letter["From"]) == (SUBJECT, "voice@trust.example")
    assert "https://voice.trust.example/team" in letter.get_content()


def test_an_alert_sent_twice_can_be_recognised(server: Controller, box: Box) -> None:
    for _ in range(2):
        send(alert(JOB, post(address(server))), post(address(server)))
    first, second = (letter["Message-ID"] for _to, letter in box.letters)
    assert first == second == f"<{JOB}@trust.example>"
    assert alert(uuid.uuid4(), post(""))["Message-ID"] != first


def test_an_alert_says_nothing_about_anybody() -> None:
    text = alert(JOB, post("")).get_content()
    assert text == "Something in the queue needs you now.\n\nPlease open https://voice.trust.example/team and sign in.\n"
    assert "the team page" in alert(JOB, Post("", "a@b", ("c@d",), "")).get_content()


def test_a_post_without_a_server_or_without_people_is_not_ready() -> None:
    assert not Post("", "a@b", ("c@d",), "").ready
    assert not Post("smtp://localhost", "a@b", (), "").ready
    assert Post("smtp://localhost", "a@b", ("c@d",), "").ready


def test_a_server_that_is_not_there_is_a_fault() -> None:
    gone = post(f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(OSError, match="refused"):
        send(alert(JOB, gone), gone)


def test_a_server_that_knows_the_name_and_password_is_given_them(box: Box) -> None:
    given: list[tuple[bytes, bytes]] = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
        given.append((data.login, data.password))
        return AuthResult(success=True)

    controller = Controller(box, hostname="127.0.0.1", port=free_port(), authenticator=check, auth_require_tls=False)
    controller.start()
    try:
        to = post(address(controller).replace("smtp://", "smtp://us%40er:p%3Aw@"))
        send(alert(JOB, to), to)
    finally:
        controller.stop()
    assert given == [(b"us@er", b"p:w")]
    assert len(box.letters) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(box: Box, tmp_path: Any) -> None:
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), tls_context=_own_certificate(tmp_path))
    controller.start()
    try:
        to = post(address(controller))
        with pytest.raises(ssl.SSLCertVerificationError):
            send(alert(JOB, to), to)
    finally:
        controller.stop()
    assert box.letters == []


def _own_certificate(folder: Any) -> ssl.SSLContext:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    path = folder / "own.pem"
    path.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
