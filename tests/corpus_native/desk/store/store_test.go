package store

import (
	"context"
	"database/sql"
	"testing"
)

func open(t *testing.T) *sql.DB {
	db, err := sql.Open("fake", "")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestOrders(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	for range 15 {
		if _, err := First(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAllOrders(t *testing.T) {
	db := open(t)
	defer db.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range 15 {
		if n, err := All(ctx, db); err != nil || n != 3 {
			t.Fatal(n, err)
		}
	}
}
