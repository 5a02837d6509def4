"""Where and how this installation runs. One way in: ``load_settings(home)``.

Order of precedence: command line (``--home``), environment (``MONATSBERICHT_*``), ``settings.toml`` in the home,
then the defaults below. What the ministry or the centre decides (calendar, thresholds, titles) is not here but in
``policy.toml``.
"""

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from config.address import Address, MailAddress, refuse_same_names
from config.errors import SettingsError
from config.oauth import OAuthClient
from config.settings_file import TOML_HELP, explain_setting, read_settings_file
from config.sources import Source
from config.targets import Target

PREFIX = "MONATSBERICHT_"
TIMEZONE = ZoneInfo("Europe/Berlin")
CENTRES = Path(__file__).parent / "centres.csv"
_SECRETS = "SMTP_USER", "SMTP_PASSWORD", "OAUTH_CLIENT_SECRET", "KEY_SECRET"  # environment only, with the roles'
SECRETS = tuple(PREFIX + name for name in (*_SECRETS, *map("{}_PASSWORD".format, ("WRITER", "READER", "PUBLISHER"))))


class Settings(BaseSettings):
    """Everything that differs between two installations of the same version."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    # The one folder that holds all data. Relative to where the command is called: a first try leaves nothing elsewhere.
    home: Path = Field(default=Path("monatsbericht-data"), description="Datenordner dieser Installation")

    # Register, forms and reports: whose returns these are. AGS8, a text for its leading zero; Hagen is the first user.
    centre: str = Field(
        default="05914000", pattern=r"^\d{8}$", description="AGS des Kommunalen Integrationszentrums, acht Ziffern"
    )

    # tasks.warehouse: where the facts live. Empty means the SQLite file in the home, which is enough for one city.
    warehouse_url: str = Field(
        default="", description="SQLAlchemy-Adresse des Datenbestands; leer: SQLite im Datenordner"
    )

    # flows.server.server: where `serve` shows its screen. Prefect's own number, so that its documentation holds.
    server_port: int = Field(
        default=4200, ge=1024, le=65535, description="Port der Prefect-Oberfläche (nur auf diesem Rechner)"
    )

    # flows.server.server: it takes 4 s on two cores and 15 s on its first start; the rest is for a slow disk.
    server_start_seconds: int = Field(default=90, ge=5, description="Wartezeit auf den Prefect-Server in Sekunden")

    # What is larger is not opened but unreadable. A form has 70 KB, one with pictures some MB.
    max_file_mb: int = Field(default=20, ge=1, description="größte Lieferung, die noch geöffnet wird, in MB")

    # tasks.oauth: how mail servers are told who we are that take no password any more (smtp_auth, auth of a source).
    oauth_flow: str = Field(
        default="",
        pattern="^$|^client_credentials$|^device_code$",
        description="Anmeldung mit OAuth2: client_credentials (mit Geheimnis) oder device_code (durch eine Person)",
    )

    # tasks.oauth: whose mail servers these are, a name or number of Microsoft Entra.
    oauth_tenant: str = Field(default="", pattern=r"^[\w.-]*$", description="Mandant der Anmeldung mit OAuth2")

    # tasks.oauth: as the administrator of the tenant registered this application.
    oauth_client_id: str = Field(default="", description="Kennung der dort registrierten Anwendung")

    # tasks.oauth: that of Microsoft for all the world; national clouds have others.
    oauth_authority: str = Field(
        default="https://login.microsoftonline.com", pattern="^https://[^/]+$", description="wo die Anmeldung geschieht"
    )

    # tasks.oauth: the mail servers that tokens are for, likewise.
    oauth_resource: str = Field(
        default="https://outlook.office365.com", pattern="^https://[^/]+$", description="wofür die Anmeldung gilt"
    )

    # tasks.intake.sources: where returns come from besides inbox/. Names and addresses only; see config/sources.py.
    sources: tuple[Source, ...] = Field(default=(), description="weitere Quellen der Lieferungen, je ein [[sources]]")

    # tasks.disseminate: where each version of the report goes. Names and addresses only; see config/targets.py.
    targets: tuple[Target, ...] = Field(default=(), description="wohin der Bericht zugestellt wird, je ein [[targets]]")

    # tasks.letters.send: user and password come from the environment. Empty: the answers lie in replies/ only.
    smtp_url: str = Field(
        default="",
        pattern=r"^$|^smtps?(\+starttls)?://[^\s@/]+(:\d+)?$",
        description="Mailserver: smtp+starttls://host:587, smtps://host:465 oder smtp://localhost:25",
    )

    # tasks.letters.send: who we are for the mail server: by password of the environment, or by the settings oauth_...
    smtp_auth: str = Field(
        default="password", pattern="^password$|^oauth$", description="Anmeldung am Mailserver: password oder oauth"
    )

    # tasks.letters: who writes the mails; its domain is that of every Message-ID.
    mail_from: MailAddress = Field(default="", description="Absender der Mails")

    # tasks.watch, tasks.letters.invite: who is told of troubles and reports, and gets the phone list.
    staff_email: MailAddress = Field(default="", description="wohin Störungen und die Telefonliste gemeldet werden")

    # tasks.watch: 1 for a mail each morning with how the month stands, also where nothing is wrong.
    staff_digest: int = Field(default=0, ge=0, le=1, description="1: täglich eine Mail an staff_email, wie es steht")

    # tasks.intake.worker: how many files are read and answered side by side. A core each.
    workers: int = Field(default=2, ge=1, le=64, description="wie viele Dateien gleichzeitig gelesen werden")

    # tasks.intake.worker: what one file may cost in time. A form takes 10 ms, the largest harmless workbook seconds.
    file_seconds: int = Field(default=30, ge=1, description="längste Zeit für eine Datei in Sekunden")

    # tasks.intake.worker: what one file may cost in address space, the program itself (400 MB) included; the largest
    # workbook that is still read needs 800.
    file_memory_mb: int = Field(default=1_000, ge=500, description="größter Speicher für eine Datei in MB")

    # tasks.upkeep.doctor: less free space than this is reported. A month of a city needs 60 MB with archive and report.
    min_free_disk_mb: int = Field(default=500, ge=0, description="freier Plattenplatz, unter dem gewarnt wird, in MB")

    # flows.server.environment: how much is written to log/ and to the screen of Prefect.
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Ausführlichkeit des Protokolls"
    )

    @field_validator("home")
    @classmethod
    def _make_absolute(cls, home: Path) -> Path:
        """A run that Prefect starts has another working directory than the person who set it up."""
        return home.expanduser().absolute()

    @field_validator("centre")
    @classmethod
    def _is_a_centre(cls, centre: str) -> str:
        """A transposed digit would make a second, empty city."""
        if f"\n{centre};" not in CENTRES.read_text(encoding="utf-8"):
            raise ValueError("unter dieser Nummer gibt es kein Kommunales Integrationszentrum")
        return centre

    @field_validator("sources")
    @classmethod
    def _have_their_own_names(cls, sources: tuple[Source, ...], info: ValidationInfo) -> tuple[Source, ...]:
        refuse_same_names(sources)
        return tuple(one.using(OAuthClient.of(info.data)) if one.auth == "oauth" else one for one in sources)

    @field_validator("targets")
    @classmethod
    def _are_told_apart(cls, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        refuse_same_names(targets)
        return targets

    @field_validator("smtp_auth")
    @classmethod
    def _is_known_there(cls, auth: str, info: ValidationInfo) -> str:
        if auth == "oauth":
            OAuthClient.of(info.data)
        return auth

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add settings.toml of the home that the stronger sources name."""
        given = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        written = read_settings_file(chosen_home(given.get("home")) / "settings.toml")
        return init_settings, env_settings, InitSettingsSource(settings_cls, written)

    @property
    def url(self) -> str:
        """SQLAlchemy address of the warehouse, the SQLite file of the home unless told otherwise."""
        return self.warehouse_url or f"sqlite:///{quote(str(self.home / 'warehouse.db'))}"

    @property
    def max_bytes(self) -> int:
        """`max_file_mb` in bytes."""
        return self.max_file_mb * 1_000_000

    @property
    def settings_file(self) -> Path:
        """What this installation sets differently."""
        return self.home / "settings.toml"

    @property
    def register(self) -> Path:
        """The list of respondents, kept by the centre."""
        return self.home / "register.csv"

    @property
    def inbox(self) -> Path:
        """Where returns are put; never changed by us except by taking files into the archive."""
        return self.home / "inbox"

    @property
    def archive(self) -> Path:
        """Every file ever received, untouched, under its sha256."""
        return self.home / "archive"

    @property
    def replies(self) -> Path:
        """What the respondents are told, a folder each."""
        return self.home / "replies"

    @property
    def forms(self) -> Path:
        """The forms that were sent out, a folder a month."""
        return self.home / "meldeboegen"

    @property
    def key_file(self) -> Path:
        """The secret behind the submission keys, unless the environment gives it."""
        return self.home / "meldeschluessel.secret"

    @property
    def oauth_client(self) -> OAuthClient:
        """Who we are for OAuth2; raises SettingsError where that is not set up."""
        try:
            return OAuthClient.of(dict(self))
        except ValueError as error:
            raise SettingsError(f"In settings.toml fehlt etwas: {error}.") from error

    @property
    def can_mail(self) -> bool:
        """Whether mails are written and sent."""
        return bool(self.smtp_url and self.mail_from)

    @property
    def reports(self) -> Path:
        """Published reports: <centre>/<month>/v<version>/."""
        return self.home / "reports"

    @property
    def packages(self) -> Path:
        """What goes to the targets, a package a version; may be deleted once it has arrived."""
        return self.home / "zustellung"

    @property
    def rebuilt(self) -> Path:
        """Published reports that somebody had written once more, to compare; may be deleted at any time."""
        return self.home / "rebuilt"

    @property
    def situation_page(self) -> Path:
        """How everything stands, for the office."""
        return self.home / "lage.html"

    @property
    def log(self) -> Path:
        """Log files; counts and ids only."""
        return self.home / "log"

    @property
    def prefect(self) -> Path:
        """PREFECT_HOME: database, results and the note about the running server."""
        return self.home / "prefect"

    def folders(self) -> tuple[Path, ...]:
        """The folders that `monatsbericht init` creates."""
        return (self.home, self.inbox, self.archive, self.replies, self.reports, self.log, self.prefect)


def chosen_home(given: Path | str | None) -> Path:
    """The folder that is meant, by the order of precedence."""
    return Path(given or os.environ.get(PREFIX + "HOME") or Settings.model_fields["home"].default).expanduser()


def load_settings(home: Path | str | None = None) -> Settings:
    """Read the settings of one installation.

    Args:
        home: its folder; None leaves the choice to MONATSBERICHT_HOME and the default.

    Raises:
        SettingsError: a value is wrong, or settings.toml holds something that is no setting.
    """
    given: dict[str, Any] = {} if home is None else {"home": home}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(explain_setting(error, Settings.model_fields, PREFIX)) from error
    except UnreadableVariable as error:
        raise SettingsError(f"{PREFIX}SOURCES in der Umgebung ist kein gültiges JSON. Bitte berichtigen.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings.toml ist keine gültige TOML-Datei in UTF-8: {error}. {TOML_HELP}") from error


def unknown_variables(environment: dict[str, str], addresses: Iterable[Address] = ()) -> list[str]:
    """Environment variables that look like settings of ours but are none, a misspelt one for example."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | set(SECRETS)
    known |= {name for address in addresses for name in address.variables.values()}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
