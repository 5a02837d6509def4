"""A real mailbox: Dovecot as a private instance on a free port. `with ImapServer() as server: server.put(mail)`."""

import imaplib
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from imap_tools.imap_utf7 import utf7_decode, utf7_encode

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="Dovecot is not installed (Debian: dovecot-imapd)")

_OAUTH = """
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2
}}
"""

_INTROSPECTION = """
introspection_mode = get
introspection_url = {tenant}/introspect?token=
username_attribute = username
active_attribute = active
active_value = true
"""

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
mail_location = maildir:{base}/mail
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
disable_plaintext_auth = no
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
ssl = {ssl}
{tls}
{capability}
{oauth}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class ImapServer:
    """One mailbox of the user `ki`.

    Args:
        password: of that user; any other is refused.
        certificate: of tests.servers.certificates; TLS at once on `tls_port`.
        capability: what the server says that it can, instead of the truth.
        tenant: of tests.servers.oauth, without TLS; its tokens are taken besides the password.
        prefix, separator: how its folders are called: "INBOX." and "." on some servers.
    """

    def __init__(self, *, password="geheim", certificate=None, tenant=None, capability="", prefix="", separator="/"):
        self.password, self._certificate, self._tenant, self._capability = password, certificate, tenant, capability
        self._prefix, self._separator = prefix, separator

    def __enter__(self):
        self._base = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))  # short: the sockets' paths may not be long
        self._base.chmod(0o755)
        self.port, self.tls_port = _free_ports()
        (self._base / "conf").write_text(self._config(), encoding="utf-8")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    @property
    def url(self):
        return f"imaps://localhost:{self.tls_port}" if self._certificate else f"imap://127.0.0.1:{self.port}"

    def start(self):
        """Start it, or start it again with all its mails."""
        command = [DOVECOT, "-F", "-c", str(self._base / "conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                if probe.recv(10).startswith(b"* OK"):
                    return
            time.sleep(0.05)
        log = self._base / "log"
        raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else self._process.poll()}")

    def stop(self):
        self._process.terminate()
        self._process.wait(20)

    @contextmanager
    def client(self):
        """The standard library's, logged in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        try:
            client.login("ki", self.password)
            yield client
        finally:
            with suppress(Exception):
                client.logout()

    def put(self, *mails, received=None, folder="INBOX"):
        """Put mails (bytes) into a folder, as if they had come at a moment (aware datetime)."""
        with self.client() as client:
            for mail in mails:
                date = imaplib.Time2Internaldate(received) if received else None
                typ, said = client.append(_quote(folder), None, date, mail)
                assert typ == "OK", said

    def mails(self, folder="INBOX"):
        """The whole mails of a folder, as bytes; none where there is no such folder."""
        with self.client() as client:
            if client.select(_quote(folder), readonly=True)[0] != "OK":
                return []
            numbers = client.search(None, "ALL")[1][0].split()
            return [client.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]

    def flags(self, folder="INBOX"):
        with self.client() as client:
            client.select(_quote(folder), readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            return [client.fetch(number, "(FLAGS)")[1][0].decode() for number in numbers]

    def folders(self):
        with self.client() as client:
            lines = [utf7_decode(line) for line in client.list()[1]]
        return sorted(re.fullmatch(r'\([^)]*\) \S+ "?(.+?)"?', line)[1] for line in lines)

    def clear(self):
        """Take away all mails, and all folders but the INBOX."""
        folders = self.folders()
        with self.client() as client:
            for folder in folders:
                client.select(_quote(folder))
                client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
                client.close()
                if folder != "INBOX":
                    client.delete(_quote(folder))

    def order(self, *commands, folder="INBOX"):
        """Tell the server something, as another mail program would: ("store", "1", "+FLAGS", r"(\\Deleted)")."""
        with self.client() as client:
            client.select(_quote(folder))
            for name, *arguments in commands:
                getattr(client, name)(*arguments)

    def _config(self):
        is_root = os.getuid() == 0
        own = pwd.getpwuid(os.getuid())
        user = pwd.getpwnam("dovecot") if is_root else own
        mail = self._base / "mail"
        mail.mkdir()
        if is_root:
            os.chown(mail, user.pw_uid, user.pw_gid)
        made = self._certificate
        tls = f"ssl_cert = <{made.certificate}\nssl_key = <{made.key}" if made else ""
        if self._tenant:
            (self._base / "oauth2").write_text(_INTROSPECTION.format(tenant=self._tenant.url), encoding="utf-8")
        return _CONFIG.format(
            base=self._base, prefix=self._prefix, separator=self._separator, password=self.password,
            internal="dovecot" if is_root else own.pw_name, login="dovenull" if is_root else own.pw_name,
            group="dovecot" if is_root else _group(own.pw_gid),
            ssl="yes" if made else "no", tls=tls, uid=user.pw_uid, gid=user.pw_gid,
            oauth=_OAUTH.format(base=self._base) if self._tenant else "",
            capability=f"imap_capability = {self._capability}" if self._capability else "",
            port=self.port, tls_port=self.tls_port if made else 0,
        )  # fmt: skip


def trusting(certificate):
    """A client's context that trusts the test's authority."""
    return ssl.create_default_context(cafile=certificate.ca_file)


def _group(gid):
    import grp

    return grp.getgrgid(gid).gr_name


def _quote(folder):
    return b'"' + utf7_encode(folder) + b'"'


def _free_ports():
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
