"""Telling staff that something needs them now, by a mail that holds nothing about anybody."""

import smtplib
import ssl
import uuid
from dataclasses import field
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from portal.domain.frozen import frozen

SUBJECT = "Something needs you now"
DUTY_SUBJECT = "An urgent case waits in Your Voice"
SECONDS = 15
PORTS = {"smtp": 25, "smtps": 465}


@frozen
class Post:
    """Where mail goes out, from whom, to whom, and the address of the queue that it names."""

    smtp_url: str = field(repr=False)
    sender: str
    to: tuple[str, ...]
    base_url: str

    @property
    def ready(self) -> bool:
        """Whether there is a server to send by and somebody to send to."""
        return bool(self.smtp_url and self.to)


def alert(job_id: uuid.UUID, post: Post) -> EmailMessage:
    """The mail for one job. Its id comes from the job, so that a mail sent twice can be recognised."""
    text = f"Something in the queue needs you now.\n\nPlease open {_page(post)} and sign in.\n"
    return _message(job_id, post, SUBJECT, ", ".join(post.to), text)


def duty_alert(job_id: uuid.UUID, post: Post, to: str) -> EmailMessage:
    """The mail to the one who is on duty: that a case is urgent, and not which."""
    text = f'An urgent case waits in Your Voice.\n\nPlease open {_page(post)}, sign in, and press "I have this".\n'
    return _message(job_id, post, DUTY_SUBJECT, to, text)


def digest(digest_id: uuid.UUID, post: Post, to: str, subject: str, lines: str) -> EmailMessage:
    """The mail of a working day: numbers and where to look."""
    return _message(digest_id, post, subject, to, f"{lines}\n\nPlease open {_page(post)} and sign in.\n")


def to_child(notice_id: uuid.UUID, post: Post, to: str, subject: str, text: str, language: str) -> EmailMessage:
    """The mail to a child: a neutral subject, one text, and nothing about any case."""
    message = _message(notice_id, post, subject, to, text + "\n")
    message["Content-Language"] = language
    return message


def _page(post: Post) -> str:
    return f"{post.base_url}/team" if post.base_url else "the team page"


def _message(job_id: uuid.UUID, post: Post, subject: str, to: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = post.sender
    message["To"] = to
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{job_id}@{post.sender.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(message: EmailMessage, post: Post) -> None:
    """Hand the mail to the server, over TLS where it offers it. Raises OSError or smtplib.SMTPException."""
    where = urlsplit(post.smtp_url)
    host, port = where.hostname or "localhost", where.port or PORTS[where.scheme]
    context = ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        server.ehlo()
        if where.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)
