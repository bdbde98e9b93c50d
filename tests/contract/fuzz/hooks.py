"""Hooks of Schemathesis for what its configuration cannot say.

The settings are JSON in the variable WIREROOM_FUZZ. All members are optional:

* `answers`: file to which the counts of answers are written at the end, by operation and status
* `fresh`: URL that issues the headers of one request
* `forwarder`: `client` and `key` with which a gateway client signs the body
* `twilio`: token with which Twilio signs the URL and the form
* `endpoints`: tokens of callback endpoints by provider
* `spared`: path parameters that no request may name
"""

import atexit
import base64
import hashlib
import hmac
import json
import os
import zlib
from collections import Counter
from urllib.parse import parse_qsl

import requests
import schemathesis
from schemathesis.openapi.checks import MissingContentType

settings = json.loads(os.environ["WIREROOM_FUZZ"])
answers = Counter()


def raw_body(request):
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body


class Fresh(requests.auth.AuthBase):
    """Adds headers that were issued for this request alone."""

    def __call__(self, request):
        request.headers.update(requests.get(settings["fresh"], timeout=30).json())
        return request


class Forwarder(requests.auth.AuthBase):
    """Signs the body with a gateway client's key."""

    def __call__(self, request):
        forwarder = settings["forwarder"]
        digest = hmac.new(forwarder["key"].encode(), raw_body(request), hashlib.sha256).hexdigest()
        request.headers.update({"X-Gateway-Client": forwarder["client"], "X-Signature": digest})
        return request


class Twilio(requests.auth.AuthBase):
    """Signs the URL and the sorted fields of the form."""

    def __call__(self, request):
        fields = sorted(parse_qsl(raw_body(request).decode("utf-8", "replace"), keep_blank_values=True))
        text = request.url + "".join(name + value for name, value in fields)
        digest = hmac.new(settings["twilio"].encode(), text.encode(), hashlib.sha1).digest()
        request.headers["X-Twilio-Signature"] = base64.b64encode(digest).decode()
        return request


for name, signer in {"fresh": Fresh, "forwarder": Forwarder, "twilio": Twilio}.items():
    if name in settings:
        schemathesis.auth.set_from_requests(signer())

if "endpoints" in settings:

    @schemathesis.hook
    def before_call(context, case, kwargs):
        """Calls an existing endpoint in most cases, since a random token never has one."""
        endpoints = sorted(settings["endpoints"].items())
        choice = zlib.crc32(repr((case.query, case.body)).encode()) % (len(endpoints) + 1)
        if choice < len(endpoints):
            case.path_parameters["provider"], case.path_parameters["token"] = endpoints[choice]


if "spared" in settings:

    @schemathesis.hook
    def filter_case(context, case):
        """Skips requests that would end the credential of the run."""
        return not any(value in settings["spared"] for value in (case.path_parameters or {}).values())


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Accepts an empty answer without a type where the document has `x-body-optional`.

    OpenAPI itself cannot say that an answer with a content may also be empty.
    """
    if response.content or not isinstance(failure, MissingContentType):
        return True
    documented = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    if "$ref" in documented:
        name = documented["$ref"].rpartition("/")[2]
        documented = case.operation.schema.raw_schema["components"]["responses"][name]
    return not documented.get("x-body-optional")


@schemathesis.hook
def after_call(context, case, response):
    answers[(case.operation.definition.raw["operationId"], response.status_code)] += 1


@atexit.register
def write_answers():
    if "answers" in settings:
        with open(settings["answers"], "w", encoding="utf-8") as file:
            json.dump([[name, status, count] for (name, status), count in answers.items()], file)
