"""Security settings: content security policies, cookies, headers.

The public policy needs no nonce, so that public pages can be cached; the admin has its own
(Wagtail's choosers and date pickers carry inline scripts and styles).
"""

from csp.constants import NONE, SELF, UNSAFE_INLINE

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
ADMIN_PATHS = ("/admin/", "/django-admin/")

PERMISSIONS_POLICY = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The default storage has a cookie of its own, without the `__Host-` prefix of the two others.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

#: What costs, by its address (in any language) and parameters → requests a minute from one network; the first that
#: fits counts: whole files; machines' readings of lists; search, citations; then any list that is filtered.
SERVER_REQUESTS_A_MINUTE = {
    r"/export/|/donnees/": 30,
    r"/feed/|/calendrier/|/agenda/|/carte/|/chronologie/|/oai/|/oembed/|/unapi/|/partage/|/document-\d+-page-": 120,
    r"/recherche/|/api/v1/|/id/": 300,
    rf"^(?!{'|'.join(ADMIN_PATHS)}).*\?.": 300,
}
