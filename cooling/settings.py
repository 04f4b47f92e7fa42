"""All settings. What differs between machines comes from the environment, read strictly."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _

from cooling import environment

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("DEBUG")
DATA_DIR = environment.data_dir(BASE_DIR / "var")
PORT = environment.port()
SECRET_KEY = environment.secret("SECRET_KEY", debug=DEBUG)
FIELD_KEYS = environment.secrets("FIELD_KEYS", debug=DEBUG)
HANDOVER_KEYS = environment.secrets("HANDOVER_KEY", debug=DEBUG)
# Telling phones (decision 58): off without a key. Hosts beside the browsers' own push services.
PUSH_KEY = environment.optional_secret("PUSH_KEY")
PUSH_HOSTS = environment.hosts("PUSH_HOSTS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.origins("TRUSTED_ORIGINS")
# Whose X-Forwarded-… headers are believed.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES", "127.0.0.0/8", "::1")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "heroicons",
    "visits",  # before import_export, whose command "export" is not ours
    "import_export",
    "treebeard",
]

MIDDLEWARE = [
    # First: it must see the headers that the next one forgets.
    "cooling.middleware.NoProxyMiddleware",
    "cooling.middleware.StrangersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cooling.compression.PageCompressionMiddleware",
    # Outside the session's: it reads the cookie that the session sets last.
    "cooling.upload_pass.UploadPassMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cooling.middleware.ChosenLanguageMiddleware",
    "cooling.middleware.LowerCaseKeyMiddleware",
    "cooling.middleware.HostMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cooling.middleware.PrivatePageMiddleware",
    "visits.accounts.middleware.SecondFactorMiddleware",
    "visits.accounts.middleware.PendingSubmissionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "cooling.urls"
WSGI_APPLICATION = "cooling.wsgi.application"
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
                "django.template.context_processors.i18n",
                "visits.start.context_processors.waiting",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "visits.templatetags.local_dates"],
        },
    },
]

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "visits.Officer"
AUTHENTICATION_BACKENDS = ["visits.accounts.backend.OfficerBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("nrp", "name")},
    },
    {"NAME": "visits.accounts.password_validation.LocalWordsValidator"},
]
# Of allauth only the second factor is used: its secrets, codes and table. Pages and sessions are ours.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "nrp"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "visits.accounts.second_factor.EncryptedSecrets"
MFA_TOTP_ISSUER = "Cooling"
MFA_TOTP_TOLERANCE = 1  # half a minute to either side, for a phone's clock
# The demo accounts sign in without one.
SECOND_FACTOR_REQUIRED = not DEBUG

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
# Before the catalogues of the packages: ours, and our words for their sentences.
LOCALE_PATHS = [BASE_DIR / "visits" / "locale", BASE_DIR / "cooling" / "locale"]
TIME_ZONE = "Asia/Makassar"
USE_TZ = True

# As the process's own umask: Django would open what it collects and stores to everybody.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "cooling.vendor.OwnFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cooling.vendor.DistributionFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cooling.vendor.HashedStaticFiles"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "media"
EXPORTS_ROOT = DATA_DIR / "exports"
# Where the last row of the audit log is noted, outside the database.
CHAIN_TIPS_ROOT = DATA_DIR / "trail"

# So long a supervisor can take the removal of a name back; then the words are gone (decision 44).
NAMES_FINAL_AFTER_DAYS = 7
# How long what passes is kept: docs/privacy.md lists each, visits.housekeeping ends it.
KEEP_IMPORTS = timedelta(days=environment.number("KEEP_IMPORTS_DAYS", 7, most=31))
KEEP_POSTS = timedelta(days=environment.number("KEEP_POSTS_DAYS", 7, most=31))
KEEP_EXPORTS = timedelta(hours=environment.number("KEEP_EXPORTS_HOURS", 1, most=72))
KEEP_EXPORT_STATES = timedelta(days=environment.number("KEEP_EXPORT_STATES_DAYS", 7, most=31))
KEEP_LOOSE_PHOTOS = timedelta(days=environment.number("KEEP_LOOSE_PHOTOS_DAYS", 1, most=31))
ONE_TIME_CODE_AGE = timedelta(days=environment.number("ONE_TIME_CODE_DAYS", 3, most=31))
KEEP_ATTEMPTS = timedelta(days=environment.number("KEEP_ATTEMPTS_DAYS", 1, most=31))
KEEP_PUSH_MESSAGES = timedelta(days=environment.number("KEEP_PUSH_MESSAGES_DAYS", 1, most=7))
KEEP_NEARBY_HELP = timedelta(days=environment.number("KEEP_NEARBY_HELP_DAYS", 90, most=366))
HOUSEKEEPING_EVERY = timedelta(hours=environment.number("HOUSEKEEPING_HOURS", 24, most=168))

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}

# How large and how slow a request may be (cooling/receiving.py): megabytes, seconds, bytes a second.
BODY_LIMIT_SIGNED_OUT = environment.number("BODY_LIMIT_SIGNED_OUT", 1, most=1000)
# A visit that is full to every limit takes 7 MB as a browser writes it.
BODY_LIMIT = environment.number("BODY_LIMIT", 8, most=1000)
BODY_LIMIT_FILES = environment.number("BODY_LIMIT_FILES", 60, most=1000)
# Read, of a form with too many photos, but not kept; and what a phone hands over in one file.
BODY_LIMIT_MOST = environment.number("BODY_LIMIT_MOST", 220, most=1000)
BODY_RATE = environment.number("BODY_RATE", 200, most=1_000_000)
BODY_GRACE = environment.number("BODY_GRACE", 60, most=3600)
BODY_TIME = environment.number("BODY_TIME", 15 * 60, most=24 * 3600)
HEAD_TIME = environment.number("HEAD_TIME", 60, most=3600)
# Thirty rows of six kinds, and ten photos beside them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT * 1024 * 1024

# The database holds a digest of each session key, not the key.
SESSION_ENGINE = "visits.accounts.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
UPLOAD_PASS_COOKIE_NAME = "upload"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers would send "Origin: null" with every form, which the check against forgery refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from the machine itself, without TLS
if not DEBUG:
    # The proxy in front speaks https to the world and says so in this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Browsers' own lists are for names of the internet, and hard to leave: whoever runs the site decides.
    SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # that preload is not set
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    UPLOAD_PASS_COOKIE_NAME = "__Host-upload"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "fido2": {"level": "WARNING"}},
}
