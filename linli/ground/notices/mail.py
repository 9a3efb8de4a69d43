"""The way out by e-mail, over Django's SMTP backend."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from linli.environment import Outside
from linli.ground.notices.channels import Doubtful, Letter, NotSent

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TIMEOUT = 10
PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Letters by SMTP. Servers know no keys, so one whose fate is unknown is not repeated."""

    settings: Outside
    repeatable = False

    def send(self, letter: Letter) -> str:
        """Hand the letter to the server."""
        url = urlsplit(self.settings.email_url)
        server = get_connection(
            BACKEND,
            host=url.hostname,
            port=url.port or PORTS[url.scheme],
            username=unquote(url.username or ""),
            password=unquote(url.password or ""),
            use_tls=url.scheme == "smtp+tls",
            use_ssl=url.scheme == "smtps",
            timeout=TIMEOUT,
        )
        _connect(server)
        try:
            self._message(letter, server).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            final = all(code in PERMANENT for code in codes)
            raise NotSent(str(error), final=final) from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(str(error), final=error.smtp_code in PERMANENT) from error
        except OSError as error:
            raise Doubtful(f"{type(error).__name__}: {error}") from error
        finally:
            server.close()
        return letter.key

    def _message(self, letter: Letter, server: BaseEmailBackend) -> EmailMessage:
        sender = self.settings.email_from
        domain = sender.rpartition("@")[2].strip("<> ") or "localhost"
        return EmailMessage(
            letter.subject,
            letter.text,
            sender,
            [letter.address],
            headers={"Message-ID": f"<{letter.key}@{domain}>", "Auto-Submitted": "auto-generated"},
            connection=server,
        )


def _connect(server: BaseEmailBackend) -> None:
    """Open the connection, before anything has left."""
    try:
        server.open()
    except OSError as error:  # smtplib's own errors are among them
        raise NotSent(f"{type(error).__name__}: {error}") from error
