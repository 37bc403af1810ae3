module example.net/replay

go 1.24
