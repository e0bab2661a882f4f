from .outbox import Mail
from .sendings import Delivery, Sending
from .subscribers import Consent, Frequency, Subscriber, Subscription

__all__ = ["Consent", "Delivery", "Frequency", "Mail", "Sending", "Subscriber", "Subscription"]
