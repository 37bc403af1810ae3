module example.net/catalog

go 1.24
