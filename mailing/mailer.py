"""The real way out: the backend of the setting `MAILER`, and what its refusals mean."""

import smtplib

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection

#: Answers of a provider's interface that say that the message will never do.
UNFIT = {400, 413, 422}


class Refused(Exception):
    """This message will never leave; `code` is that of the server, None for a message that cannot be written."""

    def __init__(self, text: str, code: int | None = None, is_recipient: bool = False):
        super().__init__(text)
        self.code, self.is_recipient = code, is_recipient


class Delayed(Exception):
    """This message does not leave for now."""


class Away(Exception):
    """Nothing leaves for now: the server does not let us in."""


class Mailer:
    """One connection, kept for the messages that follow one another: `with Mailer() as mailer: mailer.send(…)`."""

    def __init__(self):
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self) -> None:
        connection, self.connection = self.connection, None
        try:
            if connection:
                connection.close()
        except OSError:
            # It was gone already.
            pass

    def open(self):
        connection = get_connection(settings.MAILER)
        try:
            connection.open()
        except OSError as error:  # smtplib's are OSErrors
            raise Away(tell(error)) from error
        return connection

    def send(self, message) -> None:
        """Have a message to one recipient leave; raises `Refused`, `Delayed` or `Away`."""
        self.connection = self.connection or self.open()
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self.judge(code, words, is_recipient=True) from error
        except smtplib.SMTPSenderRefused as error:
            # Of all that we send: somebody will put it right.
            self.close()
            raise Delayed(tell(error)) from error
        except smtplib.SMTPResponseException as error:
            raise self.judge(error.smtp_code, error.smtp_error) from error
        except (AnymailRecipientsRefused, smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise Refused(tell(error), is_recipient=True) from error
        except Exception as error:
            self.close()
            if getattr(error, "status_code", None) in UNFIT:
                raise Refused(tell(error)) from error
            raise Delayed(tell(error)) from error

    def judge(self, code: int, words, is_recipient: bool = False) -> Exception:
        """What a refusal means; after a 421 the server has hung up."""
        if code == 421:
            self.close()
        text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        return Refused(text, code, is_recipient) if code >= 500 else Delayed(text)


def tell(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
