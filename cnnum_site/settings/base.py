"""Settings common to every environment.

The running site writes its data under ``VAR_DIR``, and nothing else; what a build makes lies under
``BUILD_DIR``. Production services (PostgreSQL, Redis, S3 media) are chosen by environment variables
(`environment`); none is needed to start.
"""

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from .care import *  # noqa: F403
from .environment import read
from .security import *  # noqa: F403
from .sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(read("VAR_DIR") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)
BUILD_DIR = Path(read("BUILD_DIR") or BASE_DIR / "var")

INSTALLED_APPS = [
    # The sections: each is one app and one line; none is named anywhere else.
    "works",
    "paroles",
    "actions",
    "cenum",
    "cafeia",
    "news",
    # The house they stand in.
    "council",
    "participation",
    "home",
    "events",
    "places",
    "search",
    "newsroom",
    "imports",
    "care",
    "mailing",
    "forms",
    "content",
    "content.references",
    "people",
    "themes",
    "sections",
    "accounts",
    "registers",
    "cnnum_site.apps.SiteConfig",
    # Demo content: leave it out of a production site.
    "demo",
    # Translation, then Wagtail.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_localize.modeladmin",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "widget_tweaks",
    "dsfr",
    "csp",
    # Sign-in: two factors, ProConnect, lock-out.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    # Its catalogue: Wagtail's screens say « il y a 8 secondes » with it.
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "cnnum_site.apps.ServedFilesConfig",
]

MIDDLEWARE = [
    "cnnum_site.probes.ProbesMiddleware",
    "cnnum_site.page_cache.PageCacheMiddleware",
    # What says how an answer may be used stands above all that may answer early.
    "cnnum_site.middleware.FirstHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "cnnum_site.middleware.AdminContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cnnum_site.middleware.MaintenanceMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "content.middleware.GoneMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "home.middleware.HomeRouteMiddleware",
    "cnnum_site.middleware.LimitMiddleware",
    "newsroom.middleware.RefusalMiddleware",
    "cnnum_site.middleware.AdminAddressMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cnnum_site.urls"
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
WSGI_APPLICATION = "cnnum_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cnnum_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# SQLite is the embedded default; these three options let many editors publish at once
# (stock settings lose most of 80 parallel publishes to "database is locked").
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

DATABASES = {
    "default": dj_database_url.parse(
        read("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # Just-in-time compilation costs PostgreSQL seconds on short queries with many joins.
        options="-c jit=off",
        # Seconds to connect, milliseconds without a sign of what was sent (`sections.lifeline` sees what is silent).
        connect_timeout=2,
        tcp_user_timeout=5000,
        keepalives_idle=15,
    )

REDIS_URL = read("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "cnnum_site.caches.PatientRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "cnnum",
            "OPTIONS": {"MAX_ENTRIES": 1500},
        }
    )
}
METRICS_TOKEN = read("METRICS_TOKEN")
# Anonymous pages come from the cache; off, every page is made anew.
PAGE_CACHE = read("PAGE_CACHE") == "1"

# Jobs (`sections.jobs`), done by `manage.py db_worker`. Wagtail's own ones stay in the transaction that asks for them:
# the embargo of files reads its index of references.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": read("JOBS_BACKEND"), "QUEUES": []},
}

# Mail waits in the outbox for a job (`mailing.outbox`), which has it leave by the backend `MAILER`.
EMAIL_BACKEND = "mailing.outbox.Outbox"
EMAIL_TIMEOUT = 10
# Letters leave by so many jobs at a time, so many a second in all; undelivered ones come back to an address of this
# one's own (`retours+…@`), if there is one.
MAILING_LANES = int(read("MAILING_LANES"))
MAILING_RATE = float(read("MAILING_RATE"))
MAIL_RETURN_PATH = read("MAIL_RETURN_PATH")

# Language and time
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BUILD_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cnnum_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Wagtail
WAGTAIL_SITE_NAME = "Conseil national du numérique"
WAGTAILADMIN_BASE_URL = read("BASE_URL")
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
# How many people approve the very text that is published, none of them its author: pages, one kind of entries or
# files (`"people.person": 2`), all the others; 1 or 2, then `setup_roles`. See docs/decisions/0011-publishing.md.
APPROVALS = {"pages": 2, "others": 1}
WAGTAIL_FINISH_WORKFLOW_ACTION = "newsroom.following.publish_approved"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# How long what was deleted can be brought back, with its files.
BIN_DAYS = 90
# Documents pass through a view of the site, which keeps those that are not public yet.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link", "superscript"]},
    }
}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ods", "odt", "pdf", "pptx", "txt", "vtt", "xlsx", "zip"]
ELASTICSEARCH_URL = read("ELASTICSEARCH_URL")
# What the names of its indexes start with: several sites may share a node.
ELASTICSEARCH_PREFIX = read("ELASTICSEARCH_PREFIX")
# The engines of the public search; a fourth is one more line (`search.engines.base.Engine`), and the name of the one
# that answers, with the database's as its spare. Without a name, the database's answers.
SEARCH_ENGINES = {
    "sqlite": "search.engines.sqlite.SqliteEngine",
    "postgresql": "search.engines.postgresql.PostgresqlEngine",
    "elasticsearch": "search.engines.elasticsearch.ElasticsearchEngine",
}
SEARCH_ENGINE = read("SEARCH_ENGINE") or ("elasticsearch" if ELASTICSEARCH_URL else "")
# Changes are indexed right after their transaction; tests turn it off and do the jobs themselves.
SEARCH_INDEX_BY_ITSELF = True
# The admin's own search, always by the database: saving never waits for another server.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.admin_backends"}}
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True

# The State's design system: components escape what they are given, and hashed static
# files make its integrity checksums wrong (browsers would block the style sheets).
DSFR_CONTENT_IS_SAFE = False
DSFR_USE_INTEGRITY_CHECKSUMS = False

# How much of what costs one network may ask for: on a server alone, which takes the table of `security`.
REQUESTS_A_MINUTE = {}

# While this file is there, every page answers 503 (see docs/runbook.md).
MAINTENANCE_FILE = VAR_DIR / "maintenance"

# True on a demonstration site: robots are told to stay away from every page.
DEMO = False

# wagtail-localize otherwise publishes an English page, still in French, with its French source.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
