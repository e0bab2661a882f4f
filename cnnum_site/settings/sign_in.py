"""Sign-in of the staff: two factors, lock-out, sessions, passwords, ProConnect, uploads, the audit log."""

from datetime import timedelta

from .environment import read

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/compte/connexion/"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# Two factors. A check refuses False outside of a developer's machine.
REQUIRE_MFA = True
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Conseil national du numérique"
# One step of 30 s on each side: telephones are rarely on time to the second.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
# Addresses are written by the administration: nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Failed sign-ins are counted by axes, in the database that every worker shares.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
# Wagtail's own ways around: its passwords, whose failures nobody counts, and an address changed by a session
# that someone left open.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# Lock-out: failures of one account from one address, of one account, from one address.
AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
LOCKOUT_ACCOUNT_LIMIT = 50
LOCKOUT_ADDRESS_LIMIT = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "accounts.lockout.get_counted_login"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.get_counted_address"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "login",
    "code",
    "oldpassword",
    "password1",
    "password2",
    "csrfmiddlewaretoken",
]
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# How many of our own proxies add to X-Forwarded-For; none: the header is not believed.
PROXY_COUNT = 0

# Sessions end after so long without a request, and so long after the sign-in; with the browser too.
SESSION_IDLE = timedelta(minutes=int(read("SESSION_IDLE_MINUTES")))
SESSION_LIFETIME = timedelta(hours=int(read("SESSION_HOURS")))
SESSION_COOKIE_AGE = int(SESSION_LIFETIME.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Links of recovery and of forgotten passwords.
PASSWORD_RESET_TIMEOUT = 4 * 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **extra}
    for name, extra in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]

# ProConnect, or any provider of OpenID Connect: off without an issuer.
PROCONNECT_ISSUER = read("PROCONNECT_ISSUER").rstrip("/")
PROCONNECT_CLIENT_ID = read("PROCONNECT_CLIENT_ID")
PROCONNECT_CLIENT_SECRET = read("PROCONNECT_CLIENT_SECRET")
PROCONNECT_NAME = read("PROCONNECT_NAME")
PROCONNECT_ACR_VALUES = read("PROCONNECT_ACR_VALUES")
# What the provider says when the person proved two factors there; anything else proves them here.
PROCONNECT_TWO_FACTOR_ACR = {
    "eidas2",
    "eidas3",
    "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
    "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
}
SOCIALACCOUNT_ADAPTER = "accounts.proconnect.adapter.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# Uploads: what a file may hold, whatever its name.
UPLOAD_MAX_BYTES = 100_000_000
UPLOAD_MAX_UNZIPPED_BYTES = 500_000_000
UPLOAD_MAX_ZIP_ENTRIES = 5_000
UPLOAD_MAX_ZIP_RATIO = 200
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000

# How long the audit log keeps who signed in, failed or was locked out, with the address.
AUDIT_RETENTION = timedelta(days=365)
