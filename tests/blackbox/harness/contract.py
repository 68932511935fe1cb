"""Checks every answer of ingest against its own OpenAPI document: status, media type, body, and what problems promise."""

import re

import jsonschema

PROBLEM = "application/problem+json"
RETRY_AFTER_STATUSES = (429, 503)


class Contract:
    def __init__(self, document):
        self.document = document
        self._resolver = jsonschema.RefResolver.from_schema(document)
        self._operations = [(re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", path) + "$"), methods)
                            for path, methods in document["paths"].items()]
        self._validators = {}

    def check(self, method, path, answer):
        """`answer` is a requests.Response; says what is wrong with it."""
        told = f"{method} {path} → {answer.status_code} {answer.text[:2000]}"
        assert answer.headers.get("X-Request-Id"), f"no X-Request-Id: {told}"
        media_type = answer.headers.get("Content-Type", "").split(";")[0]
        operation = self._operation(method, path)
        if path == "/openapi.json":
            return None  # the document does not describe itself
        if operation is None:
            assert answer.status_code in (400, 404, 405), f"an undocumented route answers: {told}"
            return self._check_problem(answer, media_type, None, told)
        documented = operation["responses"].get(str(answer.status_code))
        if answer.status_code in (408, 414, 431):  # of the connection, not of a route
            return self._check_problem(answer, media_type, None, told)
        assert documented, f"an undocumented status: {told}"
        content = documented.get("content", {})
        if answer.status_code in (204, 304):
            return None
        assert media_type in content, f"an undocumented media type {media_type}: {told}"
        if media_type == PROBLEM:
            return self._check_problem(answer, media_type, documented.get("x-problem-codes"), told)
        if media_type == "application/json" and "schema" in content[media_type]:
            self._check_schema(answer.json(), content[media_type]["schema"], told)
        return None

    def _operation(self, method, path):
        for pattern, methods in self._operations:
            if pattern.match(path) and method.lower() in methods:
                return methods[method.lower()]
        return None

    def _check_problem(self, answer, media_type, codes, told):
        assert media_type == PROBLEM, f"an error that is no problem: {told}"
        problem = answer.json()
        self._check_schema(problem, {"$ref": "#/components/schemas/Problem"}, told)
        assert problem["status"] == answer.status_code, f"the status is told twice, differently: {told}"
        assert problem["request_id"] == answer.headers["X-Request-Id"], f"two request ids: {told}"
        assert codes is None or problem["code"] in codes, f"an undocumented code: {told}"
        if answer.status_code in RETRY_AFTER_STATUSES:
            assert int(answer.headers.get("Retry-After", "0")) >= 1, f"no Retry-After: {told}"
            assert problem["retryable"] is True, told

    def _check_schema(self, body, schema, told):
        key = schema.get("$ref", repr(schema))
        if key not in self._validators:
            self._validators[key] = jsonschema.Draft202012Validator(schema, resolver=self._resolver)
        fault = jsonschema.exceptions.best_match(self._validators[key].iter_errors(body))
        assert fault is None, f"{fault.message} at {list(fault.absolute_path)}: {told}"
