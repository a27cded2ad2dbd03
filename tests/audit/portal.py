"""What the programs beside this one share: a portal of their own, and somebody who sends files to it all the time."""

import glob
import hashlib
import http.client
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.parse

MARIAM = {"email": "mariam.rahman@mail.example", "password": "letterhead and ledger"}
ANSWERS = 30


def run(*command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more).stdout


def settings(data, database=None):
    """A free port, and the environment of a portal there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = database or data
    said = {"DATABASE_URL": f"sqlite://{database}/portal.db", "DATA_DIR": data, "RESEND_API_KEY": "", "SMTP_URL": "", "RUST_LOG": "error"}
    return port, {**os.environ, **said, "BIND": f"127.0.0.1:{port}", "BASE_URL": f"http://127.0.0.1:{port}"}


def ask(port, method, path, headers, body=b""):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, {"sec-fetch-site": "same-origin", **headers})
        answer = line.getresponse()
        answer.body = answer.read()
        return answer
    finally:
        line.close()


def ready(port):
    """Waits until the portal answers; gives how many seconds that took."""
    begun = time.monotonic()
    while time.monotonic() - begun < ANSWERS:
        try:
            if ask(port, "GET", "/readyz", {}).status == 200:
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the portal does not answer")


def sign_in(port):
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    answer = ask(port, "POST", "/api/sign_in", kind, urllib.parse.urlencode(MARIAM))
    if answer.status >= 400:
        raise SystemExit(f"signing in answers {answer.status}: {answer.body[:300]}")
    return answer.getheader("set-cookie").split(";")[0]


def send_one(port, cookie, body):
    """Sends a file in two pieces; gives the last answer."""
    tus = {"cookie": cookie, "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
    half = len(body) // 2
    made = ask(port, "POST", "/uploads", {**tus, "upload-length": str(len(body)), "upload-metadata": "filename eA=="}, body[:half])
    if made.status != 201:
        return made
    return ask(port, "PATCH", made.getheader("location"), {**tus, "upload-offset": str(half)}, body[half:])


def is_acknowledged(answer, body):
    return answer.status == 204 and answer.getheader("upload-offset") == str(len(body))


def some_pdf(chance, least=1_000, most=40_000):
    return b"%PDF-1.7\n" + chance.randbytes(chance.randrange(least, most))


class Senders:
    """People who send one file after the other, and note the sums of what was acknowledged."""

    def __init__(self, count):
        self.count, self.going, self.lock = count, threading.Event(), threading.Lock()
        self.acknowledged, self.threads = [], []

    def begin(self, port, cookie, seed=0):
        self.going.set()
        self.threads = [threading.Thread(target=self._send, args=(port, cookie, seed * self.count + number)) for number in range(self.count)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.going.clear()
        for thread in self.threads:
            thread.join()

    def promised(self):
        with self.lock:
            return set(self.acknowledged)

    def _send(self, port, cookie, number):
        mine = random.Random(number)
        while self.going.is_set():
            body = some_pdf(mine)
            try:
                answer = send_one(port, cookie, body)
            except (OSError, http.client.HTTPException):
                continue
            if is_acknowledged(answer, body):
                with self.lock:
                    self.acknowledged.append(hashlib.sha256(body).hexdigest())


def wrong(promised, data, database=None):
    """How many of these sums have no whole file there, and how many rows have none."""
    try:
        rows = kept(database or data)
    except sqlite3.DatabaseError:
        return len(promised), 0
    whole = {sum_ for sum_, blob in rows if _sum_of(f"{data}/blobs/{blob[:2]}/{blob}") == sum_}
    return len(promised - whole), len({sum_ for sum_, _ in rows} - whole)


def kept(database):
    """Sum and blob of each stored version. A copy is read: nothing but the portal opens its own database."""
    with tempfile.TemporaryDirectory() as copy:
        for file in glob.glob(f"{database}/portal.db*"):
            shutil.copy(file, copy)
        opened = sqlite3.connect(f"{copy}/portal.db")
        try:
            return opened.execute("SELECT sha256, blob FROM document_versions").fetchall()
        finally:
            opened.close()


def _sum_of(path):
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""
