"""Two phones, one link: exactly one of the sheets, and one of the survey's answers, is kept."""

import pytest
from django.core.cache import cache

from participants import answering, survey
from participants.models import Sheet, SurveyAnswer
from programs import review
from tests import make
from tests.programs.test_ledger_concurrency import at_once, elsewhere, shared_file  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = 8


@pytest.fixture
def officer(transactional_db):
    cache.clear()
    return make.user("petugas_provinsi", make.office())


@pytest.fixture
def activity(officer):
    return make.activity(officer.current_memberships[0].office, officer)


def answer_of(act):
    try:
        return act()
    except (answering.Unusable, survey.Closed) as closed:
        return closed.state


def test_many_phones_send_one_sheet_at_once_and_one_is_kept(activity, officer, shared_file):  # noqa: F811
    exam = make.exam(activity, officer)
    token = make.sheet(exam, make.participation(activity, officer), officer)
    mark = answering.mark_of(exam.questions.all())
    shared_file()
    got = at_once([lambda n=n: answer_of(lambda: answering.send(token, [n % 2, 1], mark=mark)) for n in range(PHONES)])
    [kept] = [one for one in got if isinstance(one, Sheet)]
    assert [str(one) for one in got if not isinstance(one, Sheet)] == ["sent"] * (PHONES - 1)
    assert elsewhere(Sheet._base_manager.get).answers == kept.answers


def test_many_phones_answer_the_survey_at_once_and_one_is_kept(activity, officer, shared_file):  # noqa: F811
    token = make.survey(make.participation(activity, officer), officer)
    shared_file()
    opinion = survey.Opinion(5, 4, 3)
    got = at_once([lambda: answer_of(lambda: survey.answer(token, opinion, {})) for _phone in range(PHONES)])
    assert sorted(map(str, got)) == ["None", *["sent"] * (PHONES - 1)]
    assert elsewhere(SurveyAnswer._base_manager.count) == 1


def test_r8_sending_while_the_activity_is_submitted_ends_one_way_or_the_other(activity, officer, shared_file):  # noqa: F811
    exam = make.exam(activity, officer)
    token = make.sheet(exam, make.participation(activity, officer), officer)
    mark = answering.mark_of(exam.questions.all())
    shared_file()
    event, sent = at_once(
        [
            lambda: review.take("submit", activity, by=officer),
            lambda: answer_of(lambda: answering.send(token, [0, 0], mark=mark)),
        ]
    )
    sheet = elsewhere(Sheet._base_manager.get)
    if sheet.sent_at is None:
        assert sent == answering.LinkState.LOCKED
    else:
        assert sheet.sent_at <= event.at or isinstance(sent, Sheet)
