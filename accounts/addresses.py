"""Addresses of the network: where a request comes from, and which ones the public can reach.

X-Forwarded-For is believed only as far as our own proxies wrote it.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

#: One home or office gets at least such a network in IPv6: counting single addresses would count nothing.
IPV6_PREFIX = 64
#: IPv6 prefixes that carry an IPv4 address, which must be public too: NAT64.
_NAT64 = ip_network("64:ff9b::/96")
#: What tables of Python leave among public addresses: protocols, 6to4 relays, documentation. Everything outside of 2000::/3 too, what answers from the nearest machine that sinks questions (AS112) or relays, and the host of a cloud that tells its machines of themselves.
_SPECIAL = "192.0.0.0/24 192.88.99.0/24 192.31.196.0/24 192.52.193.0/24 192.175.48.0/24 168.63.129.16/32"
_SPECIAL += " ::/3 2001::/23 2620:4f:8000::/48 3fff::/20 4000::/2 8000::/1"
_SPECIAL = [ip_network(text) for text in _SPECIAL.split()]


def get_client_address(request) -> str | None:
    """The visitor's address in its usual writing, or None if what was received is none."""
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = settings.PROXY_COUNT
    text = hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")
    address = parse_address(text)
    return str(address) if address else None


def get_counted_address(request) -> str | None:
    """What failures and requests are counted by: the address in IPv4, its network in IPv6."""
    address = parse_address(get_client_address(request) or "")
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address) if address else None


def parse_address(text: str):
    """Read `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`, `fe80::1%eth0` and `::ffff:192.0.2.1`."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_public(ip: str) -> bool:
    """Whether `ip` is an address of the public internet, whatever it is wrapped in."""
    address = ip_address(ip.partition("%")[0])
    inner = _get_inner(address)
    if inner:
        return all(is_public(str(one)) for one in inner)
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _get_inner(address) -> list:
    """The IPv4 addresses that an IPv6 one leads to."""
    if address.version == 4:
        return []
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    # NAT64, and tunnels inside a network (ISATAP), whatever its prefix.
    if address in _NAT64 or int(address) >> 32 & 0xFCFFFFFF == 0x5EFE:
        return [ip_address(int(address) & 0xFFFFFFFF)]
    return []
