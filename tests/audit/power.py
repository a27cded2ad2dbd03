"""Cuts the power: what a portal has acknowledged must be on the disk as it is at any moment.

power.py PROGRAM CUTS [PRELOAD]

The portal's data lies on an image of its own. Clients send files all the time. Again and again everything stops for a moment,
the image is copied as it lies on the outer disk (what only the kernel's memory knows is not in it), and the copy is mounted
and looked at: every acknowledged file must be there, byte for byte, and every row must have its file. With PRELOAD (a library
that makes fsync do nothing) something must be missing, or the look would mean nothing: then the exit code says the opposite.
Needs root, for mounting.
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
from portal import run

PROGRAM, CUTS = os.path.abspath(sys.argv[1]), int(sys.argv[2])
PRELOAD = sys.argv[3] if len(sys.argv) > 3 else ""

folder = tempfile.mkdtemp(prefix="gk-nexus-power-")
image, disk, copy, look = (os.path.join(folder, name) for name in ("disk.img", "disk", "copy.img", "look"))
chance = random.Random(20261123)
senders = portal.Senders(3)


def wrong():
    """What is wrong on the copy: acknowledged sums that are missing, rows without their file."""
    promised = senders.promised()
    run("mount", "-o", "loop", copy, look)
    try:
        return portal.wrong(promised, look)
    finally:
        run("umount", look)


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
    server = None
    try:
        port, said = portal.settings(disk)
        run(PROGRAM, "demo", env=said)
        run("sync", "-f", disk)
        preload = {"LD_PRELOAD": PRELOAD} if PRELOAD else {}
        server = subprocess.Popen([PROGRAM, "serve"], env={**said, **preload}, stdout=subprocess.DEVNULL)
        portal.ready(port)
        senders.begin(port, portal.sign_in(port))
        lost, empty, bad = 0, 0, 0
        for _ in range(CUTS):
            missing, hollow = cut(server)
            lost, empty, bad = max(lost, missing), max(empty, hollow), bad + (missing + hollow > 0)
        count = len(senders.promised())
        print(json.dumps({"cuts": CUTS, "acknowledged": count, "cuts with a loss": bad, "lost at most": lost, "rows without a file at most": empty}))
        return (bad > 0) != bool(PRELOAD) or count < CUTS // 10
    finally:
        senders.going.clear()
        if server:
            server.kill()
        senders.end()
        run("umount", disk)
        shutil.rmtree(folder)


sys.exit(main())
