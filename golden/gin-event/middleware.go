package main

import (
	"log/slog"
	"time"

	"github.com/gin-gonic/gin"
)

// logRequests logs what handlers gave to c.Error and, at the debug level, each
// call: set LOG_LEVEL=debug to see it.
func logRequests(c *gin.Context) {
	start := time.Now()
	c.Next()
	ctx := c.Request.Context()
	for _, err := range c.Errors {
		slog.ErrorContext(ctx, "request failed", "error", err.Err)
	}
	slog.DebugContext(ctx, "request",
		"method", c.Request.Method, "path", c.Request.URL.Path,
		"status", c.Writer.Status(), "took", time.Since(start))
}
