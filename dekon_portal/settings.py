"""The one settings module: all variation comes from the environment (or a `.env` beside manage.py).

`make setup` writes a `.env` for one desk (DEMO=1, its own random keys). Production sets the variables itself;
without SECRET_KEY, FIELD_KEYS, INDEX_KEY and ALLOWED_HOSTS the portal refuses to start and names what is missing.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if env.bool("READ_DOTENV", default=True):
    environ.Env.read_env(BASE_DIR / ".env")


def required(name: str, cure: str) -> str:
    """The environment variable `name`; refuses to start, naming the variable and the cure, when it is empty."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {cure} (For one desk: `make setup` writes a .env.)")
    return value


# --- What kind of installation this is ---
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
RELEASE = env.str("RELEASE", default="dev")
HTTPS = env.bool("HTTPS", default=not DEMO)

SECRET_KEY = required("SECRET_KEY", "Give 50 random characters.")
# "id:base64 of 32 bytes", current key first; the others only decrypt (rotation).
NEW_KEYS = "`python -m dekon_portal.core.management.commands.new_keys` prints one."
FIELD_KEYS = required("FIELD_KEYS", f"Give id:base64(32 bytes)[,older…]: {NEW_KEYS}").split(",")
INDEX_KEY = required("INDEX_KEY", f"Give base64 of 32 random bytes: {NEW_KEYS}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Give the host names the portal answers to, with commas.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# What papers lead to, in print for years: never taken from a request, whose Host somebody else may have written.
_HERE = f"http://localhost:{env.str('PORT', default='8000')}" if DEMO else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
PUBLIC_URL = env.str("PUBLIC_URL", default=_HERE).rstrip("/")

# --- Apps ---
INSTALLED_APPS = [
    "dekon_portal.accounts",
    "dekon_portal.core",
    "programs",
    "participants",
    "reports",
    "dekon_portal.site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dekon_portal.core.middleware.WholeAddress",
    "dekon_portal.core.middleware.TellsTheWay",
    "dekon_portal.core.middleware.Sessions",
    "dekon_portal.core.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dekon_portal.core.middleware.SlidingSession",
    "dekon_portal.core.middleware.SignInRequired",
    "dekon_portal.core.middleware.ActingPerson",
    "dekon_portal.core.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dekon_portal.urls"
WSGI_APPLICATION = "dekon_portal.wsgi.application"
FORM_RENDERER = "dekon_portal.core.forms.PortalRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dekon_portal.core.context.portal",
            ],
            "builtins": ["dekon_portal.core.templatetags.portal", "django.templatetags.i18n"],
        },
    }
]

# --- Data ---
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/dekon.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing half-way; readers never wait for a writer.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=60), CONN_HEALTH_CHECKS=True)
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # covering columns of an index are PostgreSQL's; SQLite does without
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR}/cache")}
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# --- Language and time ---
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "dekon_portal" / "locale"]
FORMAT_MODULE_PATH = "dekon_portal.locale"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
# Numbers are shown through dekon_portal.core.numbers, never by accident in an id or year.
USE_THOUSAND_SEPARATOR = False

# --- Files ---
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
# Files that come in pieces (core/uploads.py) wait here, each under a key of its own, until their form is sent.
UPLOAD_DIR = env.path("UPLOAD_DIR", default=str(MEDIA_ROOT("unggahan")))
UPLOAD_PENDING_FILES = env.int("UPLOAD_PENDING_FILES", default=50)
UPLOAD_PENDING_BYTES = env.int("UPLOAD_PENDING_BYTES", default=10 * UPLOAD_MAX_BYTES)
# A ClamAV daemon that looks at uploads: tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl; empty: none.
CLAMAV = env.str("CLAMAV", default="")

# --- Private links ---
RECEIPT_LINK_DAYS = env.int("RECEIPT_LINK_DAYS", default=14)
CERTIFICATE_LINK_DAYS = env.int("CERTIFICATE_LINK_DAYS", default=90)

# --- Registration ---
# Data of applicants who were not accepted is thrown away so long after the page closed (UU 27/2022).
REGISTRATION_KEEP_DAYS = env.int("REGISTRATION_KEEP_DAYS", default=90)

# --- Sign-in ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "dekon_portal.accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_DISPLAY = "dekon_portal.accounts.adapter.display_name"
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # django-axes locks out, with one sentence for it
AXES_FAILURE_LIMIT = env.int("LOCKOUT_AFTER", default=5)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "dekon_portal.accounts.lockout.username_of"
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=0)

SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=8 * 60 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Security ---
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
FILTERS_EMPTY_CHOICE_LABEL = _("Semua")
DJANGO_TABLES2_TEMPLATE = "django_tables2/portal.html"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "dekon_portal.core.logs.WithoutTokens",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        # Django gives this one a handler of its own, which would write whole addresses.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
