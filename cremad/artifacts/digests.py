"""SHA-256 digests of files, JSON values and sets of files, and atomic writing."""

import errno
import hashlib
import json
import os
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cremad.errors import ContractError, MissingFileError, StorageError

RACY_S = 2.0
"""Age below which a file may change again within its time stamp; its digest is not cached."""


def digest_bytes(content: bytes) -> str:
    """SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_json(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys, no spaces).

    >>> digest_json({"b": 1, "a": 2}) == digest_json({"a": 2, "b": 1})
    True
    """
    return digest_bytes(canonical_json(value).encode())


def canonical_json(value: Any) -> str:
    """The canonical form of a JSON value; paths are written as text, NaN is refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str, allow_nan=False)


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def atomic_path(path: Path):
    """Give a temporary path that becomes `path` when the block succeeds, and is removed when it does not.

    The temporary name is unique on any machine, and the bytes are written to disk before the renaming: after a
    power cut there is either the old file or the new one.

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full; `path` is then as it was before.
    """
    temporary = unshared_path(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            settle(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def unshared_path(path: Path) -> Path:
    """A unique temporary name in the folder of `path`, ending in ``.tmp``."""
    return path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")


def settle(temporary: Path, path: Path) -> None:
    """Rename a complete file: first its bytes are written to disk, then the new name."""
    _sync(temporary)
    os.replace(temporary, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some shared file systems cannot sync folders
            raise
    finally:
        os.close(descriptor)


@contextmanager
def writing(path: Path):
    """Turn the system's error of a full disk or a missing permission into a `StorageError` about `path`."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"could not be written ({error.strerror or error})",
            path=path,
            remedy="Free some space or choose another --data-dir; what was there before is untouched.",
        ) from error


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file atomically, indented for human readers."""
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(value, indent=1, sort_keys=True, default=str) + "\n")


def read_json(path: Path) -> Any:
    """The content of a JSON file; an empty dictionary where there is no file.

    Raises
    ------
    MissingFileError
        If it exists and cannot be read.
    ContractError
        If it is damaged, as after a power cut.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ContractError(
            f"is not whole JSON ({error})", path=path, remedy="Remove it and run the flow that makes it."
        ) from error
    except OSError as error:
        raise MissingFileError(
            f"cannot be read ({error.strerror})", path=path, remedy="Check the path and its permissions."
        ) from error


def read_cached_json(path: Path) -> dict:
    """The dictionary in a JSON file that can be made anew: empty where it is missing or damaged."""
    try:
        value = read_json(path)
    except ContractError:
        return {}
    return value if isinstance(value, dict) else {}


class FileDigests:
    """Digests of files, cached by path, size and modification time.

    Parameters
    ----------
    store : Path
        JSON file in which digests are kept between runs; written by `save`. A damaged one counts as absent.
    """

    def __init__(self, store: Path):
        self.store = store
        self._known: dict[str, list] = read_cached_json(store)
        self._used: dict[str, list] = {}

    def digest(self, path: Path) -> str:
        """SHA-256 of the file's present content."""
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        key = os.path.abspath(path)
        known = self._known.get(key)
        if isinstance(known, list) and known[:4] == stamp:
            self._used[key] = known
            return known[4]
        digest = digest_file(path)
        if time.time() - max(stat.st_mtime, stat.st_ctime) > RACY_S:
            self._used[key] = [*stamp, digest]
        return digest

    def save(self) -> None:
        """Write the store with the digests that this session has used or computed."""
        write_json(self.store, self._known | self._used)
