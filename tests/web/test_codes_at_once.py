"""A button for codes pressed twice at the same moment: one sheet, and its codes let in."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dieuphoi.organizations.models import User
from tests.cast import make_cast
from tests.web.visitor import client_of

pytestmark = pytest.mark.django_db(transaction=True)

CODE = re.compile(r">(\w{4}-\w{4}-\w{4})<")


def test_two_presses_at_once_make_one_sheet() -> None:
    cast = make_cast()
    signed_in = client_of(cast.administrator)
    start, answers = threading.Barrier(3), list[Any]()

    def press() -> None:
        client = Client()
        client.cookies = signed_in.cookies
        try:
            start.wait(timeout=20)
            fields = {"user": [str(cast.officer.user_id)], "once": "một"}
            answers.append(client.post("/accounts/codes/", fields))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(answer.status_code for answer in answers) == [200, 302, 302]
    [code] = [word for answer in answers for word in CODE.findall(answer.content.decode())]
    assert User.objects.get(pk=cast.officer.user_id).check_password(code)
