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
	e.HTTPErrorHandler = answerError

	e.GET("/", app.greet)
	return e
}

// answerError logs the errors that echo has no status for, then leaves the
// answer to echo.
func answerError(c *echo.Context, err error) {
	if echo.StatusCode(err) == 0 {
		slog.ErrorContext(c.Request().Context(), "request failed", "error", err)
	}
	echo.DefaultHTTPErrorHandler(false)(c, err)
}
