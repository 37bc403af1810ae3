module example.net/gauge

go 1.24
