"""A real S3 server with one bucket: `with S3Server() as server: server.put("a.xlsx", b"..."); ... server.url ...`.

It is moto's own server, told to verify every signature as S3 does.
"""

import json

from moto import settings
from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends

from tests.servers.wsgi import WsgiServer

BUCKET = "eingang"
_EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}


class S3Server(WsgiServer):
    """Who comes has `user` as access key and `password` as secret. One at a time: moto keeps one memory for all."""

    url = f"s3://{BUCKET}"

    def __init__(self, *, user="ki", password="geheim", certificate=None):
        super().__init__(certificate)
        self.user, self.password = user, password
        self._files, self._people = (backends[DEFAULT_ACCOUNT_ID]["aws"] for backends in (s3_backends, iam_backends))

    def __enter__(self):
        self._files.reset()
        self._files.create_bucket(BUCKET, "eu-central-1")
        self._admit()
        return super().__enter__()

    def endpoint(self, port=None):
        """The address to be given as the option `endpoint_url`."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{port or self.port}"

    def put(self, name, content, modified):
        """Lay a file into the bucket as of a moment in UTC."""
        self._files.put_object(BUCKET, name, content).last_modified = modified.replace(tzinfo=None)

    def files(self):
        """All of them with their contents."""
        return {name: key.value for name, key in self._files.get_bucket(BUCKET).keys.items()}

    def make_app(self):
        moto = DomainDispatcherApplication(create_backend_app)

        def app(environ, start_response):
            return moto(environ | {"RAW_URI": environ["REQUEST_URI"]}, start_response)  # as it was signed

        return app

    def _admit(self):
        """Who signs with this key may do everything, nobody else anything."""
        self._people.reset()
        self._people.create_user("eu-central-1", self.user)
        self._people.put_user_policy(self.user, "everything", json.dumps(_EVERYTHING))
        key = self._people.create_access_key(self.user)
        key.access_key_id, key.secret_access_key = self.user, self.password
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
