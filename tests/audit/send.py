"""Sends a file with tuspy, again and again from where it stands, until it is there.

send.py ADDRESS FILE HEADERS(JSON)
"""

import json
import sys
import time

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

address, path, headers = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
client = TusClient(address, headers=headers)
uploader, url = None, None
for attempt in range(200):
    try:
        uploader = client.uploader(path, chunk_size=4 * 1024 * 1024, metadata={"filename": "Bundle of evidence.pdf"}, url=url)
        url = uploader.url
        uploader.upload()
        break
    except (TusCommunicationError, requests.RequestException, OSError):
        url = uploader.url if uploader else None
        time.sleep(0.1)
else:
    sys.exit("it never arrived")
