"""A real WebDAV server over one folder: `with WebDavServer(folder) as server: ... server.url ...`."""

import logging
import threading

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.wsgidav_app import WsgiDAVApp

logging.getLogger("wsgidav").setLevel(logging.CRITICAL)


class WebDavServer:
    """Listens on 127.0.0.1 while the `with` lasts; who comes is `user` with `password`.

    `requests` lists (method, path) of all that was asked.
    """

    def __init__(self, folder, *, user="ki", password="geheim", certificate=None):
        self.folder, self.user, self.password, self.port = folder, user, password, 0
        self.certificate = certificate
        self.requests = []
        self.answer = None  # a status line instead of an answer: "503 Service Unavailable"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f"{'webdavs' if self.certificate else 'webdav'}://127.0.0.1:{self.port}/"

    def start(self):
        self._server = wsgi.Server(("127.0.0.1", self.port), self._app(), numthreads=2)
        self._server.shutdown_timeout = 1
        if self.certificate:
            self._server.ssl_adapter = BuiltinSSLAdapter(str(self.certificate.certificate), str(self.certificate.key))
        self._server.prepare()
        self.port = self._server.bind_addr[1]
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()

    def stop(self):
        self._server.stop()
        self._thread.join(10)

    def _app(self):
        dav = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(self.folder)},
                "simple_dc": {"user_mapping": {"*": {self.user: {"password": self.password}}}},
                "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
                "dir_browser": {"enable": False},
                "lock_storage": True,
                "property_manager": None,
                "logging": {"enable": False},
                "verbose": 0,
            }
        )

        def app(environ, start_response):
            self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            if self.answer:
                start_response(self.answer, [("Content-Length", "0")])
                return [b""]
            return dav(environ, start_response)

        return app
