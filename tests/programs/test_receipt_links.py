"""Links to recipients: random, kept only as a hash, used once, expired, revoked; whatever is wrong tells nothing."""

import hashlib
import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dekon_portal.core.logs import WithoutTokens
from dekon_portal.core.models import AuditEntry
from dekon_portal.core.refusal import NotAllowed, Refusal
from programs import goods, receipt_links
from programs.models import Receipt, ReceiptLink
from programs.receipt_links import LinkState, Unusable
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def signed(activity_sumsel, officer_sumsel, mask):
    return make.signed(activity_sumsel, officer_sumsel, {mask: 100})


@pytest.fixture
def token(signed, officer_sumsel):
    return make.link(signed, officer_sumsel)


ANSWER = {"received_0": "100", "damaged_0": "0", "who": "Yusuf Contoh", "position": "Ketua Gugus Tugas"}


def page(token):
    return reverse("programs:receipt", args=[token])


def state_of(token):
    try:
        receipt_links.opened(token)
    except Unusable as closed:
        return closed.state
    return LinkState.LIVE


def test_a_token_is_long_and_only_its_hash_is_kept(token):
    link = ReceiptLink._base_manager.get()
    assert len(token) >= 22  # 6 bits a letter: more than 128
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(ReceiptLink._base_manager.values_list().get())


def test_a_link_lasts_fourteen_days_or_as_set(signed, officer_sumsel, settings):
    assert settings.RECEIPT_LINK_DAYS == 14
    settings.RECEIPT_LINK_DAYS = 3
    link, _token = receipt_links.make(signed, by=officer_sumsel)
    assert timedelta(days=2, hours=23) < link.expires_at - timezone.now() <= timedelta(days=3)


def test_a_new_link_ends_the_earlier_one(signed, officer_sumsel, token):
    later = make.link(signed, officer_sumsel)
    assert (state_of(token), state_of(later)) == (LinkState.REVOKED, LinkState.LIVE)


def test_a_revoked_link_opens_nothing(client, signed, officer_sumsel, token):
    receipt_links.revoke(signed, by=officer_sumsel)
    answer = client.get(page(token))
    assert answer.status_code == 410
    assert signed.number not in answer.content.decode()
    assert client.post(page(token), ANSWER).status_code == 410
    assert not Receipt._base_manager.exists()


def test_an_expired_link_opens_nothing(client, signed, token):
    ReceiptLink._base_manager.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(page(token), ANSWER)
    assert answer.status_code == 410
    assert signed.number not in answer.content.decode()
    assert not Receipt._base_manager.exists()


def test_an_annulled_bast_asks_nobody_any_more(client, signed, officer_sumsel, token):
    goods.annul(signed, by=officer_sumsel, reason="Salah penerima")
    assert client.post(page(token), ANSWER).status_code == 410
    with pytest.raises(Refusal, match="tidak dibatalkan"):
        receipt_links.make(signed, by=officer_sumsel)


def test_a_draft_has_no_link(activity_sumsel, officer_sumsel):
    with pytest.raises(Refusal):
        receipt_links.make(make.delivery(activity_sumsel, officer_sumsel), by=officer_sumsel)


def test_r1_another_province_makes_no_link(signed, officer_bali):
    with pytest.raises(NotAllowed):
        receipt_links.make(signed, by=officer_bali)


def test_opening_a_link_changes_nothing(client, signed, token):
    for _visit in range(2):
        answer = client.get(page(token))
        assert answer.status_code == 200
        assert signed.number in answer.content.decode()
    assert ReceiptLink._base_manager.get().used_at is None


def test_a_used_link_shows_thanks_and_nothing_of_the_handover(client, signed, token):
    first = client.post(page(token), ANSWER, follow=True)
    again = client.post(page(token), {**ANSWER, "received_0": "1"}, follow=True)
    assert first.status_code == again.status_code == 200
    assert "Terima kasih" in first.content.decode()
    assert first.content == again.content == client.get(page(token)).content
    assert signed.number not in first.content.decode()
    assert Receipt._base_manager.get().items.get().received == 100


def test_a_guessed_token_is_told_as_any_wrong_address(client, token):
    wrong = client.get(page("x" * len(token)))
    other = client.get(page("siapa-saja"))
    assert wrong.status_code == other.status_code == 404
    assert wrong.content == other.content


def test_guesses_of_one_address_end_and_others_go_on(client, token):
    answers = [client.get(page(f"tebakan-{n}")).status_code for n in range(21)]
    assert answers == [404] * 20 + [429]
    assert client.get(page(token)).status_code == 429  # not even a right one tells anything now
    assert client.get(page(token), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_visits_of_one_address_are_limited(client, token):
    assert [client.get(page(token)).status_code for _visit in range(61)][-1] == 429


def test_sendings_of_one_link_are_limited(client, token):
    answers = [client.post(page(token), {}, REMOTE_ADDR=f"10.0.0.{n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_no_cache_no_search_engine_and_no_referrer_gets_the_address(client, token):
    for address in (page(token), page("salah")):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"].startswith("noindex")
        assert headers["Referrer-Policy"] == "strict-origin"


def test_an_officer_looks_at_the_page_but_cannot_answer_for_the_recipient(client, officer_sumsel, token):
    client.force_login(officer_sumsel)
    assert "Anda masuk sebagai petugas" in client.get(page(token)).content.decode()
    client.post(page(token), ANSWER)
    assert not Receipt._base_manager.exists()


def test_no_log_line_and_no_trail_entry_holds_a_token(client, signed, token, caplog):
    client.get(page(token))
    client.post(page(token), ANSWER)
    client.get(page("token-yang-salah"))
    lines = [WithoutTokens().format(record) for record in caplog.records]
    assert any("/terima/…" in line for line in lines)
    assert not any(secret in line for secret in (token, "token-yang-salah") for line in lines)
    assert token not in str(list(AuditEntry._base_manager.values()))


def test_tokens_are_left_out_of_tracebacks_too():
    record = logging.LogRecord("django", logging.ERROR, "", 0, "Internal: %s", ("/terima/rahasia/?x=1",), None)
    record.exc_text = "GET /verifikasi/rahasia/"
    assert "rahasia" not in WithoutTokens().format(record)


def test_every_handler_of_the_portal_writes_without_tokens(settings):
    log = settings.LOGGING
    formatters = {name for name, made in log["formatters"].items() if made["()"].endswith("WithoutTokens")}
    assert {handler["formatter"] for handler in log["handlers"].values()} <= formatters
