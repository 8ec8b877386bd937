"""R3: personal numbers are unreadable without the key, keys rotate, and equality goes through a keyed hash."""

import base64
import hashlib
import hmac

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from dekon_portal.core.crypto import (
    DecryptionFailed,
    blind_index,
    blind_indexes,
    decrypt,
    decrypt_bytes,
    decrypt_many,
    encrypt,
    encrypt_bytes,
    encrypt_many,
    reencrypt,
)

NIK = "1671011506859999"


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture
def first_key(settings):
    settings.FIELD_KEYS = [f"k1:{key('a')}"]
    return settings


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_is_decrypted(text):
    assert decrypt(encrypt(text)) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_many_are_encrypted_in_order(texts):
    tokens = encrypt_many(texts)
    assert decrypt_many(tokens) == texts
    assert [decrypt(token) for token in tokens] == texts


@given(st.binary())
def test_files_come_back_byte_by_byte(data):
    assert decrypt_bytes(memoryview(encrypt_bytes(data))) == data


def test_the_token_names_its_key_and_hides_the_text(first_key):
    token = encrypt(NIK)
    assert token.startswith("k1.")
    assert NIK not in token
    assert NIK.encode() not in base64.urlsafe_b64decode(token.removeprefix("k1."))


def test_the_same_text_is_never_encrypted_the_same_way_twice():
    tokens = {*encrypt_many([NIK] * 100), encrypt(NIK), encrypt(NIK)}
    assert len(tokens) == 102


def test_after_rotation_old_tokens_are_read_and_new_ones_use_the_new_key(first_key):
    old, old_file = encrypt(NIK), encrypt_bytes(b"berkas")
    first_key.FIELD_KEYS = [f"k2:{key('b')}", f"k1:{key('a')}"]
    assert (decrypt(old), decrypt_bytes(old_file)) == (NIK, b"berkas")
    assert encrypt(NIK).startswith("k2.")

    new = reencrypt(old)
    first_key.FIELD_KEYS = [f"k2:{key('b')}"]
    assert decrypt(new) == NIK
    with pytest.raises(DecryptionFailed, match="not in FIELD_KEYS"):
        decrypt(old)


def test_another_key_under_the_same_name_opens_nothing(first_key):
    token, blob = encrypt(NIK), encrypt_bytes(b"berkas")
    first_key.FIELD_KEYS = [f"k1:{key('z')}"]
    with pytest.raises(DecryptionFailed):
        decrypt(token)
    with pytest.raises(DecryptionFailed):
        decrypt_bytes(blob)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_one_changed_bit_is_noticed(position, change):
    key_id, _, body = encrypt(NIK).partition(".")
    sealed = bytearray(base64.urlsafe_b64decode(body))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(DecryptionFailed):
        decrypt(f"{key_id}.{base64.urlsafe_b64encode(sealed).decode()}")


@given(
    st.one_of(st.text(), st.text().map("k1.".__add__), st.binary().map(lambda b: "k1." + base64.b64encode(b).decode()))
)
def test_what_is_no_token_fails_as_one(text):
    with pytest.raises(DecryptionFailed):
        decrypt(text)


@given(st.one_of(st.binary(), st.binary().map(b"k1\0".__add__)))
def test_what_is_no_encrypted_file_fails_as_one(blob):
    with pytest.raises(DecryptionFailed):
        decrypt_bytes(blob)


def test_a_refusal_does_not_repeat_the_token():
    with pytest.raises(DecryptionFailed) as refused:
        decrypt(NIK)
    assert NIK not in str(refused.value)


def test_the_hash_is_stable_and_tells_nothing_without_the_key(settings):
    before = blind_index(NIK, "nik")
    assert before == blind_index(NIK, "nik")
    assert len(before) == 64
    settings.INDEX_KEY = key("i")
    assert blind_index(NIK, "nik") != before


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_the_hash_is_the_one_that_rows_are_stored_with(text):
    """HMAC-SHA256 under the purpose's key, itself HMAC-SHA256 of the purpose: another would find nobody again."""
    of_nik = hmac.digest(base64.b64decode(settings.INDEX_KEY), b"nik", "sha256")
    stored = hmac.new(of_nik, text.encode(), hashlib.sha256).hexdigest()
    assert blind_index(text, "nik") == stored
    assert blind_indexes([text], "nik") == [stored]


def test_hashes_of_two_purposes_cannot_be_joined():
    """The NPWP of a person is a NIK: the two columns must not give it away."""
    assert blind_index(NIK, "nik") != blind_index(NIK, "npwp")


def test_a_new_encryption_key_leaves_the_hash_as_it_is(first_key):
    before = blind_index(NIK, "nik")
    first_key.FIELD_KEYS = [f"k2:{key('b')}", f"k1:{key('a')}"]
    assert blind_index(NIK, "nik") == before


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ([], "FIELD_KEYS is empty"),
        (["k1:pendek"], "not base64"),
        (["k1:é"], "not base64"),
        ([f"k1:{base64.b64encode(b'a' * 16).decode()}"], "16 bytes"),
        ([key("a")], "different id"),
        ([f"k.1:{key('a')}"], "different id"),
        ([f"k1:{key('a')}", f"k1:{key('b')}"], "different id"),
    ],
)
def test_keys_that_cannot_work_are_named_and_not_shown(settings, keys, says):
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match=says) as refused:
        encrypt(NIK)
    assert not any(entry.partition(":")[2] in str(refused.value) for entry in keys if ":" in entry)


def test_a_column_is_hashed_as_its_values_are():
    texts = ["1671011506859999", None, "", "a", "1671011506859999"]
    assert blind_indexes(texts, "nik") == [text and blind_index(text, "nik") for text in texts]
