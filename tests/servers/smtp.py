"""A real mail server that keeps what it is given and misbehaves when told to: `with SmtpServer() as server: ...`.

server.port, server.url    where it listens
server.messages            what it accepted, in order: sender, recipients, content (raw bytes), .mail (parsed)
server.refuse("RCPT", "550 5.1.1 unbekannt", times=1)      at EHLO, MAIL, RCPT or DATA (the message has come)
server.drop("during")      cut the connection: "connect", "MAIL", "RCPT", "during" the message, "before" or
                           "after" it is accepted (after: it is in `messages`, the client never hears of it)
server.hang("DATA")        say nothing more, until stopped
server.is_busy()           whether somebody is connected
server.stop(); server.start()      it dies and comes back on the same port
"""

import asyncio
import base64
import email
import email.policy
import ssl
import time
from collections import Counter
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, AuthResult

from tests.servers.loop import LoopThread

FOR_EVER = 1_000_000_000


@dataclass(frozen=True)
class Delivered:
    """One message that the server accepted."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    tls: bool
    user: str | None

    @property
    def mail(self):
        """As the standard library reads it."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


class SmtpServer:
    """Listens on 127.0.0.1 while the `with` lasts.

    Args:
        user, password: whoever sends has to log in as this.
        tenant: of tests.servers.oauth; log in with a token of it (XOAUTH2) instead of a password.
        certificate: of tests.servers.certificates; offers STARTTLS (and insists on it), or speaks TLS at once.
        implicit_tls: TLS at once (smtps://).
    """

    def __init__(self, *, user=None, password=None, tenant=None, certificate=None, implicit_tls=False):
        self.user, self.password, self.tenant = user, password, tenant
        self.certificate, self.implicit_tls = certificate, implicit_tls
        self.port = 0
        self.messages = []
        self.calls = Counter()  # how often each stage was reached, CONNECT included
        self._replies, self._drops, self._hangs = {}, {}, set()
        self._protocols = set()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        scheme = "smtp" if not self.certificate else "smtps" if self.implicit_tls else "smtp+starttls"
        return f"{scheme}://127.0.0.1:{self.port}"

    def refuse(self, stage, reply, times=FOR_EVER):
        """Answer with this reply (three digits and words) so many times."""
        self._replies[stage] = [reply, times]

    def drop(self, when, times=FOR_EVER):
        """Cut the connection there so many times."""
        self._drops[when] = times

    def hang(self, stage):
        """Never answer there."""
        self._hangs.add(stage)

    def behave(self):
        """Forget refuse, drop and hang."""
        self._replies.clear()
        self._drops.clear()
        self._hangs.clear()

    def start(self):
        """Listen; on the port of before, if it was stopped."""
        self._thread = LoopThread()
        self._server = self._thread.run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self):
        """Close the port and cut every connection."""
        self._thread.run(self._close())
        self._thread.close()

    def is_busy(self):
        """Whether somebody is connected."""
        return any(protocol.transport is not None for protocol in list(self._protocols))

    def wait_for(self, count, seconds=10):
        """Wait until so many messages are there."""
        end = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.messages

    async def _listen(self):
        context = self.certificate.server_context() if self.certificate and self.implicit_tls else None
        return await asyncio.get_running_loop().create_server(
            self._make_protocol, "127.0.0.1", self.port, ssl=context, reuse_address=True
        )

    async def _close(self):
        self._server.close()
        for protocol in list(self._protocols):
            if protocol.transport is not None:
                protocol.transport.abort()
        self._protocols.clear()

    def _make_protocol(self):
        starttls = self.certificate.server_context() if self.certificate and not self.implicit_tls else None
        protocol = _Protocol(
            _Handler(self),
            hostname="localhost",
            enable_SMTPUTF8=True,
            data_size_limit=None,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=self._log_in if self.user else None,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=[
                *(("LOGIN", "PLAIN") if self.tenant or not self.user else ()),
                *(() if self.tenant else ("XOAUTH2",)),
            ],
            loop=asyncio.get_running_loop(),
        )
        protocol.owner = self
        self._protocols.add(protocol)
        return protocol

    def _log_in(self, _server, _session, _envelope, _mechanism, data):
        good = (data.login.decode(), data.password.decode()) == (self.user, self.password)
        return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)

    async def reach(self, stage, protocol):
        """What is said at a stage: a refusal, or None to go on."""
        self.calls[stage] += 1
        if stage in self._hangs:
            await asyncio.sleep(3600)
        if self._take(stage):
            protocol.cut()
        reply = self._replies.get(stage)
        if reply and reply[1] > 0:
            reply[1] -= 1
            return reply[0]
        return None

    def _take(self, when):
        left = self._drops.get(when, 0)
        self._drops[when] = max(left - 1, 0)
        return left > 0

    def should_drop(self, when):
        """Whether the connection is to be cut now; counts it."""
        return self._take(when)


class _Protocol(SMTP):
    owner = None

    def connection_made(self, transport):
        if self.transport is None and self.owner.should_drop("connect"):
            self.owner.calls["CONNECT"] += 1
            self._dropped = True
            transport.abort()
        elif self.transport is None:
            self.owner.calls["CONNECT"] += 1
        super().connection_made(transport)

    def cut(self):
        """End the connection without a word."""
        if self.transport is not None:
            self.transport.abort()
        raise asyncio.CancelledError

    async def auth_XOAUTH2(self, _, args):
        said = dict(part.split("=", 1) for part in base64.b64decode(args[1]).decode().split("\x01") if part)
        token = said["auth"].removeprefix("Bearer ")
        good = said["user"] == self.owner.user == self.owner.tenant.owner_of(token)
        if not good:
            await self.challenge_auth('{"status":"401"}')
        return AuthResult(success=good, handled=False, auth_data=said["user"])

    async def smtp_DATA(self, arg):
        if self.owner.should_drop("during"):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            self.cut()
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, owner):
        self._owner = owner

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        refused = await self._owner.reach("EHLO", server)
        return [refused] if refused else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self._owner.user and not session.authenticated:
            return "530 5.7.0 Authentication required"
        refused = await self._owner.reach("MAIL", server)
        if refused:
            return refused
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = await self._owner.reach("RCPT", server)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        refused = await self._owner.reach("DATA", server)
        if refused:
            return refused
        if self._owner.should_drop("before"):
            server.cut()
        is_tls = isinstance(server.transport.get_extra_info("ssl_object"), ssl.SSLObject)
        self._owner.messages.append(
            Delivered(
                envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content, is_tls, session.auth_data
            )
        )
        if self._owner.should_drop("after"):
            server.cut()
        return "250 2.0.0 OK: queued"
