"""A database that is away is told as such on every page, in whatever part of a request it is missed first."""

import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, officer_sumsel):
    client.force_login(officer_sumsel)
    client.raise_request_exception = False
    return client


def away(table):
    """The connection is lost at the first statement about the table."""

    def lose(execute, sql, params, many, context):
        if table in sql:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(lose)


@pytest.mark.parametrize("table", ["", "django_session", "accounts_user", "accounts_membership", "core_notice"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lost_database_is_told_wherever_it_is_missed(signed_in, table, method):
    with away(table):
        answer = getattr(signed_in, method)("/pemberitahuan/")
    assert answer.status_code == 503
    assert "Portal sedang sibuk" in answer.content.decode()


def test_a_session_that_cannot_be_written_is_told_too(signed_in):
    session = signed_in.session
    session["seen"] = 0  # to be renewed at the next request
    session.save()
    with away('UPDATE "django_session"'):
        answer = signed_in.get("/pemberitahuan/")
    assert answer.status_code == 503
    assert "Portal sedang sibuk" in answer.content.decode()


def test_a_session_ended_elsewhere_meanwhile_is_still_told_as_that(signed_in):
    session = signed_in.session
    session["seen"] = 0
    session.save()

    def end_first(execute, sql, params, many, context):
        if 'UPDATE "django_session"' in sql:
            execute('DELETE FROM "django_session"', None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end_first):
        assert signed_in.get("/pemberitahuan/").status_code == 400
