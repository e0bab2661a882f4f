"""Where allauth looks for the providers of an installed app."""

from .proconnect.provider import ProConnectProvider

provider_classes = [ProConnectProvider]
