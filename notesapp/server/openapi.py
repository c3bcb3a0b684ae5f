"""The OpenAPI document, made from the table of routes."""

from __future__ import annotations

import re
from typing import Any

from notesapp import __version__
from notesapp.protocol import headers
from notesapp.protocol.messages import ProblemCode
from notesapp.server.answers import STATUS
from notesapp.server.routes.endpoint import Content, Endpoint, Needs
from notesapp.server.routes.table import ENDPOINTS
from notesapp.server.schemas import GUID, HASH, HEX, NUMBER, SCHEMAS, TEXT, ref

_IN_PATH = {"vault": HEX, "node": HEX, "guid": GUID, "hash": HASH, "upload": HEX}
_BY_ANYBODY = (ProblemCode.BAD_REQUEST, ProblemCode.UPGRADE_REQUIRED, ProblemCode.INTERNAL)
_WITH_TOKEN = (
    ProblemCode.TOKEN_INVALID,
    ProblemCode.NODE_FORKED,
    ProblemCode.TOO_MANY_REQUESTS,
    ProblemCode.BUSY,
)
_ABOUT = """The protocol by which notes apps keep a library in step, "notesync/1".

Every answer carries `Notes-Server`; an answer without it came from somebody else, a hotel's
sign-in page for example. What isn't the caller's doesn't exist for them: 404, never 403."""


def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "notesapp-server", "version": __version__, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
        "security": [] if endpoint.needs is Needs.NOTHING else [{"token": []}],
    }
    if endpoint.takes is not None:
        operation["requestBody"] = {"required": True, **_body(endpoint.takes)}
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": _IN_PATH[name]}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    in_query = [
        {"name": name, "in": "query", "description": text, "schema": _in_query(name)}
        for name, text in endpoint.query.items()
    ]
    names = () if endpoint.needs is Needs.NOTHING else (headers.NODE, headers.EPOCH)
    in_header = [
        {"name": name, "in": "header", "schema": TEXT} for name in (headers.PROTOCOL, *names)
    ]
    return [*in_path, *in_query, *in_header]


def _in_query(name: str) -> dict[str, Any]:
    return NUMBER if name in {"limit", "wait"} else TEXT


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"description": _first_line(content), **_body(content)}
        for status, content in endpoint.gives.items()
    }
    for status, codes in sorted(_refusals(endpoint).items()):
        responses[str(status)] = {
            "description": "; ".join(f"`{code.value}`: {STATUS[code][1]}" for code in codes),
            **_body(Content(headers.PROBLEM_TYPE, "Problem")),
        }
    return responses


def _refusals(endpoint: Endpoint) -> dict[int, list[ProblemCode]]:
    codes = [*_BY_ANYBODY, *endpoint.refuses]
    if endpoint.needs is not Needs.NOTHING:
        codes += _WITH_TOKEN
    if endpoint.needs is Needs.VAULT:
        codes.append(ProblemCode.NOT_FOUND)
    by_status: dict[int, list[ProblemCode]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(STATUS[code][0], []).append(code)
    return by_status


def _body(content: Content | None) -> dict[str, Any]:
    if content is None:
        return {}
    schema = TEXT if content.schema is None else ref(content.schema)
    if content.media_type == headers.JSON_TYPE and content.schema is None:
        schema = {"type": "object"}
    return {"content": {content.media_type: {"schema": schema}}}


def _first_line(content: Content | None) -> str:
    return "Done." if content is None else content.text or "The answer."
