"""Moving a message from one folder of a mailbox to another, on any server: `MailFolders(box).move(uid, folder)`.

imap-tools' own `move` is not used: where the server has no MOVE it deletes everything that anybody marked as deleted.
"""

from typing import Any


class MailFolders:
    """The folders of a mailbox that is logged in and has the folder selected from which messages go."""

    def __init__(self, box: Any) -> None:
        self._box, self._client = box, box.client
        self._names: dict[str, str] = {}
        _, said = self._client.capability()  # after the login a server can more than before
        self._can = set(b" ".join(line for line in said if line).decode("ascii", "replace").upper().split())

    def move(self, uid: str, folder: str) -> None:
        """Move one message; one that is gone already is none of our business."""
        from imap_tools.utils import encode_folder

        target = encode_folder(self._find_or_create(folder))
        if "MOVE" in self._can:
            self._order("MOVE", uid, target)
            return
        self._order("COPY", uid, target)
        self._order("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._can:
            self._order("EXPUNGE", uid)  # without UIDPLUS the mark has to do: an EXPUNGE of all takes others' messages

    def _order(self, command: str, *arguments: Any) -> None:
        from imap_tools.errors import MailboxMoveError
        from imap_tools.utils import check_command_status

        check_command_status(self._client.uid(command, *arguments), MailboxMoveError)

    def _find_or_create(self, folder: str) -> str:
        """The folder's name on this server: some keep all folders below INBOX."""
        from imap_tools.errors import ImapToolsError

        if folder not in self._names:
            listed = {found.name for found in self._box.folder.list()}
            delimiter = next((found.delim for found in self._box.folder.list("", "INBOX")), "/") or "/"
            below = f"INBOX{delimiter}{folder}"
            known = next((name for name in (folder, below) if name in listed), None)
            if known is None:
                try:
                    known = self._create(folder)
                except ImapToolsError:
                    known = self._create(below)
            self._names[folder] = known
        return self._names[folder]

    def _create(self, folder: str) -> str:
        self._box.folder.create(folder)
        self._box.folder.subscribe(folder, True)
        return folder
