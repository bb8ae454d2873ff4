package main

import (
	"log/slog"

	"github.com/labstack/echo/v5"
)

// newRouter sends each request where it belongs.
func newRouter() *echo.Echo {
	e := echo.New()
	e.Logger = slog.Default()
	e.HTTPErrorHandler = answerError
	for _, h := range hooks {
		e.Add(h.method, h.path, echo.WrapHandler(h))
	}

	// Middleware and routes go on app. e.Use and e.Pre would cover the hooks
	// too, whatever the order, and could keep the platform from them.
	app := e.Group("")
	app.Use(logRequests)
	app.GET("/", greet)
	return e
}
