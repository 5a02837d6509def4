"""A tenant where applications sign in: `with trusted_tenant(tmp_path, monkeypatch) as tenant: ... tenant.client(...)`.

It speaks OpenID discovery, client credentials, the device code and refresh tokens. Mail servers ask it whose a token is
(`owner_of`, or /introspect over HTTP as Dovecot does).

tenant.secret = "other"       the application's secret was changed
tenant.revoke()               mail servers take none of the tokens given out so far
tenant.end_sign_in()          nothing is given for a refresh token any more
tenant.is_approved = False    the person at the browser has not entered the code
"""

import base64
import json
from collections import Counter
from contextlib import contextmanager
from urllib.parse import parse_qs

from config.oauth import OAuthClient
from tests.servers.certificates import make_certificate
from tests.servers.wsgi import WsgiServer

SECRET_VARIABLE = "MONATSBERICHT_OAUTH_CLIENT_SECRET"
CLIENT_ID = "monatsbericht-ki"
SECRET = "ein Geheimnis"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@contextmanager
def trusted_tenant(folder, monkeypatch):
    """One with a certificate that this process trusts."""
    certificate = make_certificate(folder)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))
    with TokenServer(certificate) as tenant:
        yield tenant


class TokenServer(WsgiServer):
    """Every token is that of `user`."""

    def __init__(self, certificate=None, *, user="ki", secret=SECRET):
        super().__init__(certificate)
        self.user, self.secret = user, secret
        self.is_approved, self.refusal = True, None
        self.grants = Counter()
        self.answers = {
            "openid-configuration": self._describe, "devicecode": self._ask_person, "token": self._give,
            "introspect": self._introspect,
        }  # fmt: skip
        self._access, self._refresh, self._count, self._scope = set(), set(), 0, ""

    @property
    def url(self):
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    def settings(self, flow):
        """As they stand in settings.toml."""
        return {
            "oauth_flow": flow, "oauth_tenant": "hagen.example", "oauth_client_id": CLIENT_ID,
            "oauth_authority": self.url, "oauth_resource": "https://mail.hagen.example",
        }  # fmt: skip

    def client(self, home, flow="client_credentials", secret=SECRET):
        """Who the installation is for it."""
        return OAuthClient.of(self.settings(flow) | {"home": home}).known_by({SECRET_VARIABLE: secret})

    def owner_of(self, token):
        """Whose token it is; None for one that is not good."""
        return self.user if token in self._access else None

    def revoke(self):
        self._access.clear()

    def end_sign_in(self):
        self._refresh.clear()

    def make_app(self):
        def app(environ, start_response):
            length = int(environ.get("CONTENT_LENGTH") or 0)
            given = parse_qs((environ["wsgi.input"].read(length) or environ["QUERY_STRING"].encode()).decode())
            asked = {name: values[0] for name, values in given.items()}
            said = self.answers[environ["PATH_INFO"].rpartition("/")[2]](asked)
            content = json.dumps(said).encode()
            start_response(
                "400 Bad Request" if "error" in said else "200 OK",
                [("Content-Type", "application/json"), ("Content-Length", str(len(content)))],
            )
            return [content]

        return app

    def _describe(self, _):
        base = f"{self.url}/hagen.example"
        return {
            "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
        }  # fmt: skip

    def _ask_person(self, asked):
        self._scope = asked["scope"]
        return {
            "device_code": "device", "user_code": "HAGEN-58", "verification_uri": f"{self.url}/login",
            "expires_in": 900 if self.is_approved else 0, "interval": 1,
        }  # fmt: skip

    def _give(self, asked):
        grant = asked["grant_type"]
        self.grants[grant] += 1
        if self.refusal:
            return {"error": self.refusal}
        if asked["client_id"] != CLIENT_ID or (
            grant == "client_credentials" and asked.get("client_secret") != self.secret
        ):
            return {"error": "invalid_client"}
        if grant == DEVICE and not self.is_approved:
            return {"error": "authorization_pending"}
        if grant == "refresh_token" and asked["refresh_token"] not in self._refresh:
            return {"error": "invalid_grant"}
        return self._make_tokens(is_personal=grant != "client_credentials")

    def _make_tokens(self, *, is_personal):
        self._count += 1
        access, refresh = f"access-{self._count}", f"refresh-{self._count}"
        self._access.add(access)
        made = {"token_type": "Bearer", "expires_in": 3600, "access_token": access}
        if not is_personal:
            return made
        self._refresh = {refresh}
        claims = {"iss": self.url, "sub": "1", "aud": CLIENT_ID, "preferred_username": self.user}
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return made | {"refresh_token": refresh, "id_token": f"e30.{body}.e30", "scope": self._scope}

    def _introspect(self, asked):
        owner = self.owner_of(asked.get("token"))
        return {"active": bool(owner), "username": owner or ""}
