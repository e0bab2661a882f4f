from .outbox import Mail
from .sendings import Delivery, Sending
from .subscribers import Bounce, Consent, Frequency, Subscriber, Subscription

__all__ = ["Bounce", "Consent", "Delivery", "Frequency", "Mail", "Sending", "Subscriber", "Subscription"]
