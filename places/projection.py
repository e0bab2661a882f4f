"""From latitude and longitude to the map: Lambert-93, the official projection of metropolitan France.

One unit of the map is one kilometre; its origin is the top left corner.
"""

import math

WIDTH, HEIGHT = 1160, 1080
#: Easting of the left edge and northing of the top edge, in kilometres.
LEFT, TOP = 92, 7128

# Constants of the projection (RGF93 / Lambert-93, EPSG:2154).
_N, _C = 0.7256077650532670, 11754255.426096
_X0, _Y0, _LON0 = 700000.0, 12655612.049876, math.radians(3)
_E = 0.0818191910428158


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the place on the map of a point, in kilometres."""
    phi = math.radians(max(-89.0, min(89.0, latitude)))
    iso = math.asinh(math.tan(phi)) - _E * math.atanh(_E * math.sin(phi))
    radius = _C * math.exp(-_N * iso)
    angle = _N * (math.radians(longitude) - _LON0)
    easting = _X0 + radius * math.sin(angle)
    northing = _Y0 - radius * math.cos(angle)
    return easting / 1000 - LEFT, TOP - northing / 1000


def is_on_map(latitude: float, longitude: float) -> bool:
    """Whether a point lies on the map of metropolitan France and what surrounds it."""
    x, y = project(latitude, longitude)
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT
