// A database for the tests of the life of an instance, compiled into the
// generated projects: see machinery_test.go.
package main

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/http"
)

func init() { sql.Register("http", httpDriver{}) }

// httpDriver opens a connection where a server answers, and tells it when it is closed.
type httpDriver struct{}

func (httpDriver) Open(url string) (driver.Conn, error) {
	return connection{url}, request(http.MethodPost, url)
}

func request(method, url string) error {
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return nil
}

var errReadOnly = errors.New("a database to read from")

type connection struct{ url string }

func (c connection) Close() error                      { return request(http.MethodDelete, c.url) }
func (connection) Begin() (driver.Tx, error)           { return nil, errReadOnly }
func (connection) Prepare(string) (driver.Stmt, error) { return statement{}, nil }

type statement struct{}

func (statement) Close() error                               { return nil }
func (statement) NumInput() int                              { return 0 }
func (statement) Exec([]driver.Value) (driver.Result, error) { return nil, errReadOnly }
func (statement) Query([]driver.Value) (driver.Rows, error)  { return new(rows), nil }

// rows is one row with one greeting.
type rows struct{ read bool }

func (*rows) Columns() []string { return []string{"greeting"} }
func (*rows) Close() error      { return nil }

func (r *rows) Next(row []driver.Value) error {
	if r.read {
		return io.EOF
	}
	r.read, row[0] = true, "Salut"
	return nil
}
