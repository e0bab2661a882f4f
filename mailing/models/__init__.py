from .outbox import Mail
from .sendings import Delivery, Sending
from .subscribers import Bounce, Consent, Subscriber, Subscription

__all__ = ["Bounce", "Consent", "Delivery", "Mail", "Sending", "Subscriber", "Subscription"]
