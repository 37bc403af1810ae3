module example.net/inbox

go 1.24
