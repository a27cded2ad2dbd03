"""Ends a portal again and again while files come in: with `kill` by SIGKILL, with `stop` by SIGTERM.

ends.py PROGRAM kill|stop TIMES

Whatever was acknowledged must be there, byte for byte, and every row must have its file; it must answer again within 2
seconds, and one that is asked to stop must have ended by itself within 10, with code 0; within 35 where a piece is on its way:
one that comes to its end by then is acknowledged, of a slower one what came is kept. At the end one file is taken away by
hand: the look must find exactly that one, or it would mean nothing.
"""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import portal

PROGRAM, HOW, TIMES = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
READY_WITHIN, ENDS_WITHIN, DRAINED_WITHIN = 2, 10, 35

data = tempfile.mkdtemp(prefix="gk-nexus-ends-")
chance = random.Random(20261123)
senders = portal.Senders(3)


def life(said, port, cookie, number):
    """One server's life: seconds until it answers, seconds until it has ended, its exit code."""
    server = subprocess.Popen([PROGRAM, "serve"], env=said, stdout=subprocess.DEVNULL)
    try:
        waited = portal.ready(port)
        senders.begin(port, cookie or portal.sign_in(port), number)
        time.sleep(chance.uniform(0.05, 0.4))
        server.send_signal(signal.SIGKILL if HOW == "kill" else signal.SIGTERM)
        begun = time.monotonic()
        code = server.wait(60)
        return waited, time.monotonic() - begun, code
    finally:
        server.kill()
        senders.end()


def drip(port, cookie, at, body, seconds, heard):
    """Sends a piece in so many seconds; notes the answer's status."""
    head = {"cookie": cookie, "sec-fetch-site": "same-origin", "tus-resumable": "1.0.0", "upload-offset": "0"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        line.putrequest("PATCH", at)
        for name, value in {**head, "content-type": "application/offset+octet-stream", "content-length": str(len(body))}.items():
            line.putheader(name, value)
        line.endheaders()
        drops = 50
        for number in range(drops):
            line.send(body[len(body) * number // drops : len(body) * (number + 1) // drops])
            time.sleep(seconds / drops)
        heard.append(line.getresponse().status)
    except (OSError, http.client.HTTPException):
        heard.append(0)
    finally:
        line.close()


def drained(said, port, cookie, seconds):
    """A stop while a piece comes in slowly: its answer, how long the end took, the exit code, where the upload is then."""
    body, heard = portal.some_pdf(chance, 2_000_000, 2_000_001), []
    tus = {"cookie": cookie, "tus-resumable": "1.0.0"}
    server = subprocess.Popen([PROGRAM, "serve"], env=said, stdout=subprocess.DEVNULL)
    try:
        portal.ready(port)
        made = portal.ask(port, "POST", "/uploads", {**tus, "upload-length": str(len(body)), "upload-metadata": "filename eA=="})
        at = made.getheader("location")
        sender = threading.Thread(target=drip, args=(port, cookie, at, body, seconds, heard))
        sender.start()
        time.sleep(1)
        server.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        code = server.wait(90)
        took = time.monotonic() - begun
        sender.join()
        server = subprocess.Popen([PROGRAM, "serve"], env=said, stdout=subprocess.DEVNULL)
        portal.ready(port)
        place = int(portal.ask(port, "HEAD", at, tus).getheader("upload-offset") or 0)
        return {"answer": heard[0], "ended after, s": round(took, 1), "code": code, "came": place, "of": len(body)}
    finally:
        server.kill()
        server.wait()


def is_drained(quick, slow):
    ended = all(end["code"] == 0 and end["ended after, s"] <= DRAINED_WITHIN for end in (quick, slow))
    return ended and quick["answer"] == 204 and quick["came"] == quick["of"] and slow["answer"] != 204 and 0 < slow["came"] < slow["of"]


def take_one_away():
    blob = next(blob for sum_, blob in portal.kept(data) if sum_ in senders.promised())
    os.remove(f"{data}/blobs/{blob[:2]}/{blob}")


def main():
    port, said = portal.settings(data)
    portal.run(PROGRAM, "demo", env=said)
    server = subprocess.Popen([PROGRAM, "serve"], env=said, stdout=subprocess.DEVNULL)
    portal.ready(port)
    cookie = portal.sign_in(port)
    server.kill()
    server.wait()
    lost, empty, slowest, longest, codes = 0, 0, 0, 0, set()
    for number in range(TIMES):
        waited, ended, code = life(said, port, cookie, number)
        slowest, longest = max(slowest, waited), max(longest, ended)
        codes.add(code)
        missing, hollow = portal.wrong(senders.promised(), data)
        lost, empty = max(lost, missing), max(empty, hollow)
    drains = [drained(said, port, cookie, seconds) for seconds in (4, 60)] if HOW == "stop" and TIMES >= 50 else []
    checked = subprocess.run([PROGRAM, "check"], env=said, stdout=subprocess.PIPE, text=True).returncode
    count = len(senders.promised())
    take_one_away()
    control = portal.wrong(senders.promised(), data)
    print(json.dumps({"how": HOW, "times": TIMES, "acknowledged": count, "lost at most": lost, "rows without a file at most": empty,
        "ready after at most, s": round(slowest, 2), "ended after at most, s": round(longest, 2), "exit codes": sorted(codes),
        "check": checked, "control: lost, empty": control,
        "with a piece on its way": drains}))
    ended_well = HOW == "kill" or (codes == {0} and longest <= ENDS_WITHIN and (not drains or is_drained(*drains)))
    return not (lost == empty == checked == 0 and count > TIMES and slowest <= READY_WITHIN and ended_well and control == (1, 1))


try:
    sys.exit(main())
finally:
    shutil.rmtree(data)
