"""A message is what RFC 8291 says, and a token what RFC 8292 says."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from tests import push_service
from visits.device import push_encryption
from visits.device.push_encryption import Reader, decode, encode, public_key, server_key

# RFC 8291, appendix A.
VECTOR = {
    "words": b"When I grow up, I want to be a watermelon",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "sender": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "browser": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "body": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    ),
}
SECRET = "r" * 60


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text)), ec.SECP256R1())


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    reader = Reader(decode(VECTOR["public"]), decode(VECTOR["auth"]))

    body = push_encryption.encrypt_with(
        VECTOR["words"], reader, key=private(VECTOR["sender"]), salt=decode(VECTOR["salt"])
    )

    assert encode(body) == VECTOR["body"]
    assert push_service.decrypt(body, private=private(VECTOR["browser"]), auth=reader.auth) == VECTOR["words"]


def test_no_two_messages_are_alike_but_all_weigh_the_same():
    reader = Reader(decode(VECTOR["public"]), decode(VECTOR["auth"]))

    bodies = [push_encryption.encrypt(words, reader) for words in (b"a", b"a", b"a" * 60)]

    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 3
    assert len({len(body) for body in bodies}) == 1
    assert push_service.decrypt(bodies[2], private=private(VECTOR["browser"]), auth=reader.auth) == b"a" * 60


def test_a_token_is_signed_by_the_key_that_browsers_subscribe_with():
    token = push_encryption.vapid(server_key(SECRET), audience="https://p.example", expires=9, contact="mailto:a@b.c")

    said = push_service.claims(token, public=public_key(SECRET))

    assert said == {"aud": "https://p.example", "exp": 9, "sub": "mailto:a@b.c"}
    other = push_encryption.vapid(server_key(SECRET), audience="https://q.example", expires=9, contact="mailto:a@b.c")
    # The words of one token with the signature of another.
    (words, rest), (_words, signature) = (each.rsplit(".", 1) for each in (token, other))
    forged = f"{words}.{signature.split(',')[0]},{rest.split(',')[1]}"
    with pytest.raises(InvalidSignature):
        push_service.claims(forged, public=public_key(SECRET))


def test_the_setting_is_a_private_key_or_a_secret_from_which_one_is_made():
    number = decode(VECTOR["sender"])

    assert server_key(VECTOR["sender"]).private_numbers().private_value == int.from_bytes(number)
    assert public_key(SECRET) == public_key(SECRET)
    assert public_key(SECRET) != public_key(SECRET + "r")
    # 32 bytes that are no number of the curve are a secret like any other.
    assert len(decode(public_key(encode(b"\xff" * 32)))) == 65
