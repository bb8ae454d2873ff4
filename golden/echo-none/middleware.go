package main

import (
	"log/slog"
	"time"

	"github.com/labstack/echo/v5"
)

// logRequests logs each call at the debug level: set LOG_LEVEL=debug to see it.
func logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		start := time.Now()
		err := next(c)
		_, status := echo.ResolveResponseStatus(c.Response(), err)
		slog.DebugContext(c.Request().Context(), "request",
			"method", c.Request().Method, "path", c.Request().URL.Path,
			"status", status, "took", time.Since(start))
		return err
	}
}

// answerError logs the errors that echo has no status for, then leaves the
// answer to echo.
func answerError(c *echo.Context, err error) {
	if echo.StatusCode(err) == 0 {
		slog.ErrorContext(c.Request().Context(), "request failed", "error", err)
	}
	echo.DefaultHTTPErrorHandler(false)(c, err)
}
