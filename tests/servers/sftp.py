"""A real SFTP server over one folder: `with SftpServer(folder) as server: ... server.url ...`."""

import asyncssh

from tests.servers.loop import LoopThread


class SftpServer:
    """Listens on 127.0.0.1 while the `with` lasts; who comes is `user` with `password` or with `client_key`."""

    def __init__(self, folder, *, user="ki", password="geheim", client_key=None):
        self.folder, self.user, self.password, self.port = folder, user, password, 0
        self.client_key = client_key  # a public key, as asyncssh knows it
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.opened = []  # the files that were asked for

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f"sftp://127.0.0.1:{self.port}/"

    def known_hosts(self, port=None):
        """The line for known_hosts."""
        key = self.host_key.export_public_key().decode()
        return f"[127.0.0.1]:{port or self.port} {key}"

    def start(self):
        self._thread = LoopThread()
        self._server = self._thread.run(self._listen())
        self.port = self._server.get_port()

    def stop(self):
        self._thread.run(self._close())
        self._thread.close()

    async def _listen(self):
        owner = self

        class Server(asyncssh.SSHServer):
            def connection_made(self, conn):
                owner._connections.add(conn)

            def begin_auth(self, username):
                return True

            def password_auth_supported(self):
                return owner.password is not None

            def validate_password(self, username, password):
                return (username, password) == (owner.user, owner.password)

            def public_key_auth_supported(self):
                return owner.client_key is not None

            def validate_public_key(self, username, key):
                return username == owner.user and key == owner.client_key

        class Files(asyncssh.SFTPServer):
            def __init__(self, chan):
                super().__init__(chan, chroot=str(owner.folder).encode())

            def open(self, path, pflags, attrs):
                owner.opened.append(path.decode())
                return super().open(path, pflags, attrs)

        self._connections = set()
        return await asyncssh.listen(
            "127.0.0.1", self.port, server_factory=Server, server_host_keys=[self.host_key], sftp_factory=Files
        )

    async def _close(self):
        self._server.close()
        for connection in self._connections:
            connection.abort()
        await self._server.wait_closed()
