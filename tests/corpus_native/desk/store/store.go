// Package store has orders.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
)

type fake struct{}
type conn struct{}
type stmt struct{}
type rows struct{ left int }

func init() { sql.Register("fake", fake{}) }

func (fake) Open(string) (driver.Conn, error)                    { return conn{}, nil }
func (conn) Prepare(string) (driver.Stmt, error)                 { return stmt{}, nil }
func (conn) Close() error                                        { return nil }
func (conn) Begin() (driver.Tx, error)                           { return nil, io.EOF }
func (stmt) Close() error                                        { return nil }
func (stmt) NumInput() int                                       { return 0 }
func (stmt) Exec([]driver.Value) (driver.Result, error)          { return nil, io.EOF }
func (stmt) Query([]driver.Value) (driver.Rows, error)           { return &rows{3}, nil }
func (*rows) Columns() []string                                  { return []string{"id"} }
func (*rows) Close() error                                       { return nil }
func (r *rows) Next(to []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	to[0] = int64(r.left)
	return nil
}

// First is the first order; the rows stay open.
func First(ctx context.Context, db *sql.DB) (id int64, err error) {
	found, err := db.QueryContext(ctx, "select id from orders")
	if err != nil {
		return 0, err
	}
	found.Next()
	return id, found.Scan(&id)
}

// All counts all orders.
func All(ctx context.Context, db *sql.DB) (count int, err error) {
	found, err := db.QueryContext(ctx, "select id from orders")
	if err != nil {
		return 0, err
	}
	defer found.Close()
	for found.Next() {
		count++
	}
	return count, found.Err()
}
