"""Lambda: permissions."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from . import stack
from .refusal import code


@pytest.fixture
def function(client):
    stack.role(client)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("app.py", "")
    functions = client("lambda")
    functions.create_function(
        FunctionName="app",
        Runtime="python3.12",
        Handler="app.main",
        Role=client("iam").list_roles()["Roles"][0]["Arn"],
        Code={"ZipFile": archive.getvalue()},
    )
    return functions


def test_a_permission_is_not_given_twice(function):
    given = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com", "FunctionName": "app"}
    function.add_permission(StatementId="a", **given)
    assert code(function.add_permission, StatementId="a", **given) == "ResourceConflictException"
    function.add_permission(StatementId="b", **given)
    statements = json.loads(function.get_policy(FunctionName="app")["Policy"])["Statement"]
    assert sorted(row["Sid"] for row in statements) == ["a", "b"]


def test_a_function_that_is_not_there_has_no_permissions(function):
    given = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com", "StatementId": "a"}
    assert code(function.add_permission, FunctionName="other", **given) == "ResourceNotFoundException"
