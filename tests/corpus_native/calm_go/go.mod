module example.net/calm

go 1.24
