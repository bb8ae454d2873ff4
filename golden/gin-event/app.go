package main

import "context"

// App is what handlers and hooks share; their functions are its methods. main
// makes one, each test its own, so that nothing has to be global.
type App struct {
	getenv func(string) string
	store  Store
}

// newApp is an App that answers at once, also before or without an initializer.
func newApp(getenv func(string) string) *App {
	return &App{getenv: getenv, store: builtin{}}
}

// Store is what the handlers need of a database. Replace it by what yours need.
type Store interface {
	Greeting(ctx context.Context) (string, error)
	Close() error
}

// builtin is the store where there is no database.
type builtin struct{}

func (builtin) Greeting(context.Context) (string, error) { return "Hello", nil }
func (builtin) Close() error                             { return nil }
