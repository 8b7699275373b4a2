"""Settings, one flat file. Everything that differs between installations comes from the environment.

DIEUPHOI_HOME        where all that is stored lies (database, files, secret); default ./var
DATABASE_URL         postgres://user:password@host/name; default: SQLite in DIEUPHOI_HOME
DIEUPHOI_HOSTS       host names served, separated by commas; default: this machine only
DIEUPHOI_HTTPS       "1" when a proxy in front speaks TLS: secure cookies, HSTS
DIEUPHOI_DEBUG       "1" shows errors in the browser; never on a server
DIEUPHOI_SMTP        smtp://user:password@host:587?tls=starttls (or implicit, none); default: no mail
DIEUPHOI_MAIL_FROM   who the mails come from: Điều phối <dieuphoi@example.vn>
DIEUPHOI_ADDRESS     where people open the site, for links in mails: https://dieuphoi.example.vn
DIEUPHOI_BACKUP_DIR  a folder, best on another disk, that gets a backup every day; default: none
DIEUPHOI_BACKUP_KEEP how many of them are kept: days,weeks,months; default 7,4,12
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

os.umask(0o077)  # what is stored is for the account that serves it, and nobody else
ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("DIEUPHOI_HOME", ROOT / "var")).resolve()


def flag(name: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, "") in {"1", "true", "yes"}


def secret_key() -> str:
    """The installation's own secret: made at the first start, readable by its owner only."""
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = secret_key()
DEBUG = flag("DIEUPHOI_DEBUG")
ALLOWED_HOSTS = os.environ.get("DIEUPHOI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if flag("DIEUPHOI_HTTPS")]

INSTALLED_APPS = [
    "dieuphoi.web",  # first: its templates stand in for those of the packages below
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
    "django_htmx",
    "template_partials",
    "dieuphoi.base",
    "dieuphoi.activity",
    "dieuphoi.organizations",
    "dieuphoi.documents",
    "dieuphoi.plans",
    "dieuphoi.issues",
    "dieuphoi.reporting",
    "dieuphoi.notifications",
    "dieuphoi.jobs",
    "dieuphoi.commands",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dieuphoi.web.unsent.UnsentMiddleware",  # after CSRF, before the redirect to sign-in
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dieuphoi.web.access.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "dieuphoi.web.access.acting",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{HOME / 'dieuphoi.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        # A writer takes the lock when it begins: two people pressing at once wait, none fails.
        "transaction_mode": "IMMEDIATE",
        # With recursive triggers a row that REPLACE takes away fires them like any other deletion.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",
    }

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "dieuphoi.organizations.codes.CodeHasher",  # only what is printed as a one-time code
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "dieuphoi.web.sign_in.ClosedSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures, in the database, for all workers
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # office machines are shared: closing the browser signs out
AXES_FAILURE_LIMIT = "dieuphoi.web.sign_in.failures_allowed"
AXES_COOLOFF_TIME = "dieuphoi.web.sign_in.pause"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "dieuphoi.web.sign_in.locked"
CSRF_FAILURE_VIEW = "dieuphoi.web.access.csrf_failure"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if flag("DIEUPHOI_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Mail is off until both are set; what they say is read when a mail is about to leave.
MAIL_SERVER = os.environ.get("DIEUPHOI_SMTP", "")
MAIL_FROM = os.environ.get("DIEUPHOI_MAIL_FROM", "")
ADDRESS = os.environ.get("DIEUPHOI_ADDRESS", "").rstrip("/")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

GUIDE = ROOT / "docs" / "guide"
STATICFILES_DIRS = [("guide", GUIDE / "pictures")]
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Whose rows name the files under HOME/files: a backup holds those files and no other.
STORED_FILES = ("documents.StoredFile", "sha256")
BACKUP_DIR = os.environ.get("DIEUPHOI_BACKUP_DIR", "")
BACKUP_KEEP = os.environ.get("DIEUPHOI_BACKUP_KEEP", "7,4,12")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["dieuphoi.web.uploads.QuarantineHandler"]
FILE_UPLOAD_TEMP_DIR = HOME / "quarantine"
FILE_UPLOAD_PERMISSIONS = 0o600
for folder in (FILE_UPLOAD_TEMP_DIR, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
