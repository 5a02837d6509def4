"""A web application on 127.0.0.1, over TLS if it has a certificate: what the servers of WebDAV and S3 share."""

import threading
from abc import ABC, abstractmethod

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter


class WsgiServer(ABC):
    """Listens while the `with` lasts. `requests` lists (method, path) of all that was asked."""

    def __init__(self, certificate=None):
        self.port, self.certificate, self.requests = 0, certificate, []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self._server = wsgi.Server(("127.0.0.1", self.port), self._noting(self.make_app()), numthreads=2)
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

    @abstractmethod
    def make_app(self):
        """The application to be served."""

    def _noting(self, app):
        def noted(environ, start_response):
            self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            return app(environ, start_response)

        return noted
