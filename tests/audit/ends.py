"""Ends a portal again and again while files come in: with `kill` by SIGKILL, with `stop` by SIGTERM.

ends.py PROGRAM kill|stop TIMES

Whatever was acknowledged must be there, byte for byte, and every row must have its file; it must answer again within 2
seconds, and one that is asked to stop must have ended by itself within 10, with code 0. At the end one file is taken away by
hand: the look must find exactly that one, or it would mean nothing.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import portal

PROGRAM, HOW, TIMES = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
READY_WITHIN, ENDS_WITHIN = 2, 10

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
    checked = subprocess.run([PROGRAM, "check"], env=said, stdout=subprocess.PIPE, text=True).returncode
    count = len(senders.promised())
    take_one_away()
    control = portal.wrong(senders.promised(), data)
    print(json.dumps({"how": HOW, "times": TIMES, "acknowledged": count, "lost at most": lost, "rows without a file at most": empty,
        "ready after at most, s": round(slowest, 2), "ended after at most, s": round(longest, 2), "exit codes": sorted(codes),
        "check": checked, "control: lost, empty": control}))
    ended_well = HOW == "kill" or (codes == {0} and longest <= ENDS_WITHIN)
    return not (lost == empty == checked == 0 and count > TIMES and slowest <= READY_WITHIN and ended_well and control == (1, 1))


try:
    sys.exit(main())
finally:
    shutil.rmtree(data)
