"""The real way out: the backend of the setting `MAILER`, and what its refusals mean."""

import re
import smtplib
from contextlib import suppress

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection

#: What says that a message, or its recipient, will never do; answers of a provider's interface that do.
UNFIT, UNFIT_CODES = (AnymailRecipientsRefused, smtplib.SMTPNotSupportedError, UnicodeError), {400, 413, 422}


class Refused(Exception):
    """This message will never leave; `is_recipient`: for what its recipient is."""

    is_recipient = False


class Delayed(Exception):
    """This message does not leave for now."""


class Away(Exception):
    """Nothing leaves for now: the server does not let us in."""


class Mailer:
    """One connection, kept for the messages that follow one another: `with closing(Mailer()) as mailer: mailer.send(…)`."""

    connection = None

    def close(self) -> None:
        connection, self.connection = self.connection, None
        with suppress(OSError):
            if connection:
                connection.close()

    def send(self, message) -> None:
        """Have a message to one recipient leave; raises `Refused`, `Delayed` or `Away`."""
        connection = self.connection or get_connection(settings.MAILER)
        try:
            self.connection or connection.open()
        except OSError as error:  # smtplib's are OSErrors
            raise Away(tell(error)) from None
        self.connection = connection
        try:
            connection.send_messages([message])
        except Exception as error:
            # Not what it came from: the server repeats the address, which the failed job would keep.
            raise self.judge(error) from None

    def judge(self, error: Exception) -> Refused | Delayed:
        is_recipient = isinstance(error, (smtplib.SMTPRecipientsRefused, *UNFIT))
        code = getattr(error, "smtp_code", 0) or getattr(error, "status_code", 0) or 0
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code = next(iter(error.recipients.values()))[0]
        if code in (0, 421):
            self.close()
        # A sender that is refused is so for all that we send: somebody will put it right.
        is_ours = isinstance(error, smtplib.SMTPSenderRefused)
        if is_ours or not (isinstance(error, UNFIT) or code >= 500 or code in UNFIT_CODES):
            return Delayed(tell(error))
        refused = Refused(tell(error))
        refused.is_recipient = is_recipient
        return refused


def tell(error: Exception) -> str:
    """What went wrong, without the addresses that servers repeat."""
    return re.sub(r"[^\s<>'\"]+@[^\s<>'\":]+", "…", f"{type(error).__name__}: {error}")[:255]
