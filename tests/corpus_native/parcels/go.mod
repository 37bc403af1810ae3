module example.net/parcel

go 1.24
