"""Downloads against a server on this machine that breaks off, lies, fails and forgets."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from cremad.corpora import download as module
from cremad.corpora import fetch
from cremad.corpora.download import TABLES, download, verify
from cremad.errors import DownloadError, OptionError, StorageError

NAMES = ["AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1002_DFA_ANG_XX.wav", "VideoFlash/1001_DFA_ANG_XX.flv"]
CONTENT = {name: name.encode() * 2000 for name in NAMES}
FIRST = NAMES[0]


class Server(ThreadingHTTPServer):
    """Serves `CONTENT`; `script` holds for each file what to do with its next requests, in order."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: dict[str, list[str]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name, wished = self.path[1:], self.headers["Range"]
        self.server.asked.append((name, wished))
        steps = self.server.script.get(name, [])
        step = steps.pop(0) if steps else "whole"
        if step.isdigit():
            self.send_error(int(step))
            return
        body = CONTENT.get(name, b"a,b\n1,2\n")
        start = int(wished.removeprefix("bytes=").rstrip("-")) if wished and step != "forgets ranges" else 0
        if step == "wrong bytes":
            body = bytes(len(body))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : len(body) // 2] if step == "breaks off" else body[start:])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    table = [(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in CONTENT.items()]
    official = pd.DataFrame(table, columns=["path", "bytes", "sha256"])
    monkeypatch.setattr(module, "official_files", lambda: official)
    monkeypatch.setattr(fetch, "FIRST_PAUSE_S", 0.001)
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(server, folder, kinds=("wav",), actors=("1001",), **options):
    return download(folder, kinds, actors, workers=2, media_url=server.url, tables_url=server.url, **options)


def test_chosen_kinds_and_actors_come_and_nothing_else(server, tmp_path):
    summary = get(server, tmp_path, kinds=["wav", "csv"])
    there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert there == {FIRST, *TABLES}
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]
    assert (summary.fetched, summary.kept, summary.fetched_bytes) == (5, 0, len(CONTENT[FIRST]))
    assert str(summary) == "5 files fetched (0.1 MB of media), 0 kept"


def test_no_actors_means_all(server, tmp_path):
    assert get(server, tmp_path, kinds=["wav", "flv"], actors=None).fetched == 3


def test_what_is_there_and_right_stays_and_what_is_wrong_is_replaced(server, tmp_path):
    get(server, tmp_path, kinds=["wav", "csv"])
    server.asked.clear()
    assert (get(server, tmp_path, kinds=["wav", "csv"]).kept, server.asked) == (5, [])
    (tmp_path / FIRST).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (tmp_path / TABLES[0]).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    assert get(server, tmp_path, kinds=["wav", "csv"]).fetched == 2
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]


def test_an_interrupted_transfer_goes_on_where_it_broke_off(server, tmp_path):
    server.script[FIRST] = ["breaks off"]
    get(server, tmp_path)
    half = len(CONTENT[FIRST]) // 2
    assert server.asked == [(FIRST, None), (FIRST, f"bytes={half}-")]
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]
    assert [path.name for path in (tmp_path / "AudioWAV").iterdir()] == ["1001_DFA_ANG_XX.wav"]


def test_a_later_run_goes_on_where_a_killed_one_stopped(server, tmp_path):
    part = tmp_path / f"{FIRST}.tmp"
    part.parent.mkdir()
    part.write_bytes(CONTENT[FIRST][:100])
    get(server, tmp_path)
    assert server.asked == [(FIRST, "bytes=100-")]
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]


def test_a_server_that_does_not_resume_is_asked_for_all(server, tmp_path):
    server.script[FIRST] = ["breaks off", "forgets ranges"]
    get(server, tmp_path)
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]


def test_a_part_of_something_else_is_thrown_away(server, tmp_path):
    part = tmp_path / f"{FIRST}.tmp"
    part.parent.mkdir()
    part.write_bytes(bytes(100))
    get(server, tmp_path)
    assert server.asked == [(FIRST, "bytes=100-"), (FIRST, None)]
    assert (tmp_path / FIRST).read_bytes() == CONTENT[FIRST]


@pytest.mark.parametrize("trouble", ["503", "429", "416", "wrong bytes"])
def test_passing_trouble_is_outlived(server, tmp_path, trouble):
    server.script[FIRST] = [trouble] * 2
    assert get(server, tmp_path).fetched == 1
    assert len(server.asked) == 3


def test_wrong_bytes_never_get_the_files_name(server, tmp_path):
    server.script[FIRST] = ["wrong bytes"] * fetch.ATTEMPTS
    with pytest.raises(DownloadError, match="not the official ones"):
        get(server, tmp_path, kinds=["wav"], actors=None)
    assert [path.name for path in (tmp_path / "AudioWAV").iterdir()] == ["1002_DFA_ANG_XX.wav"]


def test_404_is_not_tried_again(server, tmp_path):
    server.script[FIRST] = ["404"]
    with pytest.raises(DownloadError, match=r"1 of 1 files failed.*404 Not Found"):
        get(server, tmp_path)
    assert len(server.asked) == 1


def test_a_server_that_is_gone_ends_in_a_named_error(server, tmp_path, monkeypatch):
    server.url = "http://127.0.0.1:9"  # the discard port: nobody listens
    with pytest.raises(DownloadError, match="in 5 attempts"):
        get(server, tmp_path)


def test_many_failures_end_it(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ENOUGH_FAILURES", 1)
    server.script = {name: ["404"] for name in NAMES}
    with pytest.raises(DownloadError, match="1 of 3 files failed"):
        get(server, tmp_path, kinds=["wav", "flv"], actors=None)


def test_progress_ends_with_all_and_counts_nothing_twice(server, tmp_path):
    told = []
    server.script[FIRST] = ["breaks off", "503", "wrong bytes"]
    get(server, tmp_path, actors=None, on_progress=lambda done, total: told.append((done, total)))
    total = sum(len(CONTENT[name]) for name in NAMES[:2])
    assert told[-1] == (total, total)
    assert max(done for done, _ in told) == total
    told.clear()
    get(server, tmp_path, actors=None, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (total, total)


def test_room_is_looked_for_first(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 100})())
    with pytest.raises(StorageError, match="has room for 0 MB"):
        get(server, tmp_path / "new" / "folder")
    assert server.asked == []


@pytest.mark.parametrize("options", [{"kinds": ["ogg"]}, {"actors": ["2001"]}])
def test_what_does_not_exist_is_refused(server, tmp_path, options):
    with pytest.raises(OptionError, match=r"CREMA-D has no (ogg|2001)"):
        get(server, tmp_path, **options)


def test_verify_tells_four_states_apart(server, tmp_path):
    get(server, tmp_path)
    assert verify(tmp_path).set_index("path")["state"].to_dict() == {
        NAMES[0]: "ok",
        NAMES[1]: "missing",
        NAMES[2]: "missing",
    }
    (tmp_path / NAMES[0]).write_bytes(bytes(len(CONTENT[NAMES[0]])))
    (tmp_path / NAMES[1]).write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert list(verify(tmp_path)["state"]) == ["wrong bytes", "pointer", "missing"]


def test_real_clips_are_the_official_ones(real_crema_d):
    states = verify(real_crema_d)["state"].value_counts()
    assert states.to_dict() == {"missing": 22326 - 774, "ok": 774}
