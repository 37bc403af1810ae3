"""Files."""


def test_list(server):
    assert server.answer("ls") == "ftp: ls"


def test_get(server):
    assert server.answer("get a") == "ftp: get a"
