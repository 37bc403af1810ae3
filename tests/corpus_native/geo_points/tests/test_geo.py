import fastgeo


def test_points():
    assert fastgeo.points(80_000) > 0


def test_points_well():
    assert fastgeo.points_well(80_000) > 0


def test_pairs():
    pairs = fastgeo.pairs(30_000)
    assert len(pairs) == 30_000


def test_names():
    assert fastgeo.names(30_000) > 0


def test_blob():
    assert fastgeo.blob(2 << 20) == 7


def test_index():
    assert fastgeo.index_points(40_000) > 0


def test_grid():
    assert fastgeo.grid(400_000) > 0


def test_table_once():
    assert fastgeo.lookup(5) is not None


def test_ring():
    for _ in range(20):
        fastgeo.buffered()
