"""A real WebDAV server over one folder: `with WebDavServer(folder) as server: ... server.url ...`."""

import logging

from wsgidav.wsgidav_app import WsgiDAVApp

from tests.servers.wsgi import WsgiServer

logging.getLogger("wsgidav").setLevel(logging.CRITICAL)


class WebDavServer(WsgiServer):
    """Who comes is `user` with `password`."""

    def __init__(self, folder, *, user="ki", password="geheim", certificate=None):
        super().__init__(certificate)
        self.folder, self.user, self.password = folder, user, password
        self.answer = None  # a status line instead of an answer: "503 Service Unavailable"

    @property
    def url(self):
        return f"{'webdavs' if self.certificate else 'webdav'}://127.0.0.1:{self.port}/"

    def make_app(self):
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
            if self.answer:
                start_response(self.answer, [("Content-Length", "0")])
                return [b""]
            return dav(environ, start_response)

        return app
