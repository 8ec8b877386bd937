"""No page asks the database more often when there is more to show: the same number of queries at 3 and at 30 rows.

Dashboards and reports: tests/reports/test_query_counts.py.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.performance.scene import Scene

pytestmark = pytest.mark.django_db
MOST = 42
MOST_OF_REVIEW = 80
"""The review page shows an activity whole, notes the look and counts its flags anew: a query or two for each rule."""
LISTS = {
    "programs:activity_list": "cari=bimtek&status=approved",
    "programs:delivery_list": "cari=gugus&bast=ada",
    "programs:stock": "satuan=helai",
    "programs:trainer_list": "cari=narasumber&aktif=ya",
    "participants:business_list": "cari=ikm&nib=belum",
    "participants:participation_list": "cari=contoh&jk=P",
    "participants:permit_list": "cari=ikm&keadaan=berlaku",
}
TABS = [
    "programs:activity",
    "programs:activity_schedule",
    "programs:activity_missing",
    "programs:activity_history",
    "programs:activity_goods",
    "programs:activity_deliveries",
    "programs:activity_files",
    "programs:rundown_pdf",
    "programs:schedule_ics",
    "participants:activity_people",
    "participants:activity_learning",
    "participants:activity_visits",
]
FORMS = [
    "programs:activity_edit",
    "programs:delivery_new",
    "programs:session_new",
    "participants:participation_new",
    "participants:import_new",
]


@pytest.fixture
def scene(office_sumsel, officer_sumsel, reviewer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Scene(office_sumsel, officer_sumsel, reviewer)


def pages_of(scene):
    """What officers and reviewers both open."""
    yield reverse("home")
    for name, query in LISTS.items():
        yield reverse(name)
        yield f"{reverse(name)}?{query}"
        yield f"{reverse(name)}?_export=csv"
    for tab in TABS:
        yield reverse(tab, args=[scene.activity.code])
    yield reverse("participants:business_timeline", args=[scene.business.pk])
    for row in (scene.delivery, scene.balance, scene.person, scene.business, scene.trainer):
        yield row.get_absolute_url()


def officers_pages(scene):
    for form in FORMS:
        yield reverse(form, args=[scene.activity.code])
    yield reverse("participants:import_list")
    yield f"{reverse('participants:business_suggestions')}?business_name=ikm"
    yield reverse("programs:delivery_edit", args=[scene.delivery.pk])


def previews(scene):
    """Of the newest batch, which is another one after the scene has grown."""
    yield scene.batch.get_absolute_url()
    yield f"{scene.batch.get_absolute_url()}?status=error"
    yield reverse("participants:import_issues", args=[scene.batch.pk])


def reviewers_pages(scene):
    yield reverse("programs:review_queue")
    yield f"{reverse('programs:review_queue')}?_export=csv"
    yield reverse("programs:review", args=[scene.submitted.code])
    yield reverse("programs:review", args=[scene.activity.code])


def costs(client, urls):
    found = []
    for url in urls:
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(url)
            assert answer.status_code == 200, url
            if answer.streaming:
                b"".join(answer.streaming_content)
        found.append((url, len(caught)))
    return found


@pytest.mark.parametrize(
    ("who", "parts"),
    [
        ("officer_sumsel", [pages_of, officers_pages]),
        ("reviewer", [pages_of, reviewers_pages]),
        ("auditor", [pages_of]),
    ],
)
def test_a_page_takes_as_many_queries_for_thirty_rows_as_for_three(client, request, scene, who, parts):
    client.force_login(request.getfixturevalue(who))
    scene.grow(3)
    urls = [url for part in parts for url in part(scene)]
    costs(client, urls)  # the first visit also writes the session and who looked when
    few = costs(client, urls)
    scene.grow(27)
    costs(client, urls)  # the first look also writes the flags of what is new
    assert costs(client, urls) == few
    assert not [cost for cost in few if cost[1] > (MOST_OF_REVIEW if "/tinjauan/2" in cost[0] else MOST)], few


def test_the_preview_of_an_import_takes_as_many_queries_for_thirty_rows_as_for_three(client, scene, officer_sumsel):
    client.force_login(officer_sumsel)
    scene.grow(3)
    costs(client, [reverse("home")])
    few = [count for _url, count in costs(client, previews(scene))]
    scene.grow(30)
    assert scene.batch.counts["rows"] == 30
    assert [count for _url, count in costs(client, previews(scene))] == few
    assert max(few) <= MOST
