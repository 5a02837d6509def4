"""How a test asks a Prefect server: with the password, and again where its database was busy, as every client does."""

import base64
import json
import time
import urllib.error
import urllib.request
from http import HTTPStatus


def ask_prefect(url, login, body=None, tries=8):
    """What the API answers at an address; a body makes it a POST. Raises OSError where it does not answer."""
    headers = {
        "content-type": "application/json",
        "accept": "application/json",
        "authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
    }
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.SERVICE_UNAVAILABLE or tries <= 1:
            raise
    time.sleep(1)
    return ask_prefect(url, login, body, tries - 1)
