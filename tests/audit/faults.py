"""Breaks the disk under a running portal: an fsync fails (EIO, by strace), the disk of the files is full (ENOSPC, a small one),
and at each call by which a file becomes a document the program is killed (SIGKILL, by strace).

faults.py PROGRAM fsync TIMES   the 1st, 2nd, … fsync of each thread fails
faults.py PROGRAM points TIMES  the 1st, 2nd, … call of each kind and thread is the last
faults.py PROGRAM full          needs root, for mounting

A file whose fsync failed is not acknowledged and leaves no row; people go on signing in, reading and sending. A file whose
server was killed is sent on after the next start, and is there exactly once. Each fault must have been felt, or the look would
mean nothing.
"""

import hashlib
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

import portal

PROGRAM, WHAT = os.path.abspath(sys.argv[1]), sys.argv[2]
TIMES = int(sys.argv[3]) if len(sys.argv) > 3 else 0
KINDS = ["write,pwrite64,writev", "fsync,fdatasync", "rename,renameat,renameat2,link,linkat", "unlink,unlinkat,ftruncate", "flock,fcntl", "openat"]
folder = tempfile.mkdtemp(prefix="gk-nexus-faults-")
data = os.path.join(folder, "data")
chance = random.Random(20261123)


class Dead(Exception):
    """The server is gone."""


class Life:
    """A server from its start to its end; with `inject`, what strace does to its calls once it answers."""

    def __init__(self, said, port, inject=None):
        self.said, self.port, self.inject, self.strace = said, port, inject, None

    def __enter__(self):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen([PROGRAM, "serve"], env=self.said, **quiet)
        portal.ready(self.port)
        if self.inject:
            calls, what = self.inject
            watch = ["strace", "-f", "-p", str(self.server.pid), "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{what}"]
            self.strace = subprocess.Popen(watch, stderr=subprocess.PIPE, text=True)
            self.strace.stderr.readline()  # It is attached.
        return self

    def heal(self):
        """From here on the disk is whole again."""
        if self.strace and not self.strace.stderr.closed:
            self.strace.terminate()
            self.strace.stderr.close()
            self.strace.wait()

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()
        self.heal()


def begin(database=None):
    """A demo firm; gives port, environment and somebody's session."""
    port, said = portal.settings(data, database)
    portal.run(PROGRAM, "demo", env=said)
    with Life(said, port):
        return port, said, portal.sign_in(port)


def reads(port, cookie):
    """Whether pages are read, and somebody signs in."""
    page = portal.ask(port, "GET", "/portal/documents", {"cookie": cookie, "accept": "text/html"})
    return page.status == 200 and bool(portal.sign_in(port))


def try_one(port, cookie, seen, size=(1_000, 40_000)):
    """Sends a file; notes what was promised, and which status a refusal has."""
    body = portal.some_pdf(chance, *size)
    answer = portal.send_one(port, cookie, body)
    if portal.is_acknowledged(answer, body):
        seen["promised"].add(hashlib.sha256(body).hexdigest())
        return True
    seen["refused"].append(answer.status)
    return False


def fsync():
    os.makedirs(data)
    port, said, cookie = begin()
    seen, felt, stuck = {"promised": set(), "refused": []}, 0, []
    for number in range(1, TIMES + 1):
        with Life(said, port, ("fsync,fdatasync", f"error=EIO:when={number}")) as life:
            before = len(seen["refused"])
            for _ in range(4):
                try_one(port, cookie, seen)
            felt += len(seen["refused"]) > before
            life.heal()
            if life.server.poll() is not None or not (try_one(port, cookie, seen) and reads(port, cookie)):
                stuck.append(number)
        lost, empty = portal.wrong(seen["promised"], data)
        if lost or empty:
            raise SystemExit(f"after fsync {number}: {lost} lost, {empty} empty")
    checked = subprocess.run([PROGRAM, "check"], env=said, stdout=subprocess.PIPE).returncode
    print(json.dumps({"lives with an fsync that fails": TIMES, "felt": felt, "acknowledged": len(seen["promised"]),
        "refusals": sorted(set(seen["refused"])), "did not go on after": stuck, "lost": 0, "check": checked}))
    return checked != 0 or stuck or felt == 0 or not all(status >= 500 for status in seen["refused"])


def full():
    """Files on a disk of 24 MB; the database on another."""
    os.makedirs(data), os.makedirs(f"{folder}/rows")
    portal.run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", data)
    try:
        port, said, cookie = begin(f"{folder}/rows")
        seen = {"promised": set(), "refused": []}
        with Life(said, port):
            while try_one(port, cookie, seen, (2_000_000, 3_000_000)):
                pass
            goes_on = reads(port, cookie)
            again = try_one(port, cookie, seen, (2_000_000, 3_000_000))
        lost, empty = portal.wrong(seen["promised"], data, f"{folder}/rows")
        print(json.dumps({"acknowledged": len(seen["promised"]), "refusals": seen["refused"], "reading and signing in go on": goes_on,
            "lost": lost, "rows without a file": empty}))
        return again or lost or empty or not goes_on or set(seen["refused"]) != {507} or len(seen["promised"]) < 2
    finally:
        portal.run("umount", data)


def step(port, method, path, headers, body=b""):
    try:
        return portal.ask(port, method, path, headers, body)
    except (OSError, http.client.HTTPException) as gone:
        raise Dead from gone


def arrive(port, cookie, body, at):
    """Sends what is missing of a file, as a client does that knows where its upload is, if it heard of it: `at[0]`."""
    tus = {"cookie": cookie, "tus-resumable": "1.0.0"}
    if at[0] is None:
        made = step(port, "POST", "/uploads", {**tus, "upload-length": str(len(body)), "upload-metadata": "filename eA=="})
        at[0] = made.getheader("location")
    place = int(step(port, "HEAD", at[0], tus).getheader("upload-offset"))
    for end in (len(body) // 2, len(body)):
        if place < end:
            sent = {**tus, "content-type": "application/offset+octet-stream", "upload-offset": str(place)}
            answer = step(port, "PATCH", at[0], sent, body[place:end])
            if answer.status != 204:
                raise SystemExit(f"a piece at {place} is answered {answer.status}: {answer.body[:200]}")
            place = end


def points():
    os.makedirs(data)
    port, said, cookie = begin()
    killed, not_once = {kind: 0 for kind in KINDS}, []
    for kind in KINDS:
        for number in range(1, TIMES + 1):
            body, at = portal.some_pdf(chance, 20_000, 60_000), [None]
            with Life(said, port, (kind, f"signal=KILL:when={number}")):
                try:
                    arrive(port, cookie, body, at)
                except Dead:
                    killed[kind] += 1
            with Life(said, port):
                arrive(port, cookie, body, at)
            sum_ = hashlib.sha256(body).hexdigest()
            if [kept for kept, _ in portal.kept(data)].count(sum_) != 1 or portal.wrong({sum_}, data) != (0, 0):
                not_once.append(f"{kind} {number}")
    checked = subprocess.run([PROGRAM, "check"], env=said, stdout=subprocess.PIPE).returncode
    print(json.dumps({"killed at calls": killed, "not exactly once": not_once, "check": checked}))
    return not_once or checked != 0 or sum(killed.values()) < 3 * TIMES // 2


try:
    sys.exit(bool({"full": full, "fsync": fsync, "points": points}[WHAT]()))
finally:
    shutil.rmtree(folder)
