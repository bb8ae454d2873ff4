package main

import (
	"log/slog"

	"github.com/labstack/echo/v5"
)

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) *echo.Echo {
	e := echo.New()
	e.Logger = slog.Default()

	e.POST("/invoke", echo.WrapHandler(invoke(app.handle)))
	return e
}
