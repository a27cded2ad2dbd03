"""Cuts the power: what a portal has acknowledged must be on the disk as it is at any moment.

power.py PROGRAM CUTS [PRELOAD]

The portal's data lies on an image of its own. Clients send files all the time. Again and again everything stops for a moment,
the image is copied as it lies on the outer disk (what only the kernel's memory knows is not in it), and the copy is mounted
and looked at: every acknowledged file must be there, byte for byte, and every row must have its file. With PRELOAD (a library
that makes fsync do nothing) something must be missing, or the look would mean nothing: then the exit code says the opposite.
Needs root, for mounting.
"""

import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PROGRAM, CUTS = os.path.abspath(sys.argv[1]), int(sys.argv[2])
PRELOAD = sys.argv[3] if len(sys.argv) > 3 else ""
MARIAM = {"email": "mariam.rahman@mail.example", "password": "letterhead and ledger"}
SENDERS = 3

folder = tempfile.mkdtemp(prefix="gk-nexus-power-")
image, disk, copy, look = (os.path.join(folder, name) for name in ("disk.img", "disk", "copy.img", "look"))
chance = random.Random(20261123)
acknowledged, going, lock = [], threading.Event(), threading.Lock()


def run(*command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more).stdout


def settings(data):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = {"DATABASE_URL": f"sqlite://{data}/portal.db", "DATA_DIR": data, "RESEND_API_KEY": "", "SMTP_URL": "", "RUST_LOG": "error"}
    return port, {**os.environ, **said, "BIND": f"127.0.0.1:{port}", "BASE_URL": f"http://127.0.0.1:{port}"}


def ask(port, method, path, headers, body=b""):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, body, {"sec-fetch-site": "same-origin", **headers})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def sign_in(port):
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    answer = ask(port, "POST", "/api/sign_in", kind, urllib.parse.urlencode(MARIAM))
    return answer.getheader("set-cookie").split(";")[0]


def send(port, cookie, number):
    """Sends one file after the other, each in two pieces, and notes what was acknowledged."""
    tus = {"cookie": cookie, "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
    mine = random.Random(number)
    while going.is_set():
        body = b"%PDF-1.7\n" + mine.randbytes(mine.randrange(1_000, 40_000))
        half = len(body) // 2
        try:
            made = ask(port, "POST", "/uploads", {**tus, "upload-length": str(len(body)), "upload-metadata": "filename eA=="}, body[:half])
            last = ask(port, "PATCH", made.getheader("location"), {**tus, "upload-offset": str(half)}, body[half:])
        except (OSError, TypeError, http.client.HTTPException):
            continue
        if last.status == 204 and last.getheader("upload-offset") == str(len(body)):
            with lock:
                acknowledged.append(hashlib.sha256(body).hexdigest())


def wrong():
    """What is wrong on the copy: acknowledged sums that are missing, rows without their file."""
    with lock:
        promised = set(acknowledged)
    run("mount", "-o", "loop", copy, look)
    try:
        rows = documents()
        whole = {sum_ for sum_, blob in rows if sum_of(f"{look}/blobs/{blob[:2]}/{blob}") == sum_}
        return len(promised - whole), len({sum_ for sum_, _ in rows} - whole)
    except sqlite3.DatabaseError:
        return len(promised), 0
    finally:
        run("umount", look)


def documents():
    database = sqlite3.connect(f"{look}/portal.db")
    try:
        return database.execute("SELECT sha256, blob FROM document_versions").fetchall()
    finally:
        database.close()


def sum_of(path):
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""


def cut(server):
    time.sleep(chance.uniform(0.005, 0.04))
    os.kill(server.pid, signal.SIGSTOP)
    run("cp", "--sparse=always", image, copy)
    found = wrong()
    os.kill(server.pid, signal.SIGCONT)
    return found


def main():
    os.makedirs(disk), os.makedirs(look)
    run("truncate", "-s", "192M", image)
    run("mkfs.ext4", "-q", "-F", image)
    run("mount", "-o", "loop", image, disk)
    server, threads = None, []
    try:
        port, said = settings(disk)
        run(PROGRAM, "demo", env=said)
        run("sync", "-f", disk)
        preload = {"LD_PRELOAD": PRELOAD} if PRELOAD else {}
        server = subprocess.Popen([PROGRAM, "serve"], env={**said, **preload}, stdout=subprocess.DEVNULL)
        cookie = None
        while cookie is None:
            try:
                cookie = sign_in(port)
            except OSError:
                time.sleep(0.1)
        going.set()
        threads = [threading.Thread(target=send, args=(port, cookie, number)) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        lost, empty, bad = 0, 0, 0
        for _ in range(CUTS):
            missing, hollow = cut(server)
            lost, empty, bad = max(lost, missing), max(empty, hollow), bad + (missing + hollow > 0)
        print(json.dumps({"cuts": CUTS, "acknowledged": len(acknowledged), "cuts with a loss": bad, "lost at most": lost, "rows without a file at most": empty}))
        return (bad > 0) != bool(PRELOAD) or len(acknowledged) < CUTS // 10
    finally:
        going.clear()
        if server:
            server.kill()
        for thread in threads:
            thread.join()
        run("umount", disk)
        shutil.rmtree(folder)


sys.exit(main())
