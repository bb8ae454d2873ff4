package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// initialize runs before an instance gets its first call. After an error it
// runs again, in this process or in a new one, so it must not mind that. As an
// example it opens the database at DATABASE_URL, if there is one.
func (app *App) initialize(ctx context.Context) error {
	url := app.getenv("DATABASE_URL")
	if url == "" {
		return nil
	}
	db, err := sql.Open(cmp.Or(app.getenv("DATABASE_DRIVER"), "mysql"), url)
	if err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	if err := db.PingContext(ctx); err != nil {
		return TryAgain(errors.Join(fmt.Errorf("the database does not answer: %w", err), db.Close()))
	}
	app.store = database{db}
	return nil
}

// database is the store in one. Import its driver, as _ "github.com/go-sql-driver/mysql".
type database struct{ *sql.DB }

func (d database) Greeting(ctx context.Context) (greeting string, err error) {
	err = d.QueryRowContext(ctx, "SELECT greeting FROM greetings").Scan(&greeting)
	return greeting, err
}
