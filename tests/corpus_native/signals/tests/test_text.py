import fasttext

TEXT = "word " * 20_000


def test_remember():
    for _ in range(20):
        fasttext.remember(TEXT)


def test_upper():
    assert len(fasttext.upper(TEXT)) == len(TEXT)
