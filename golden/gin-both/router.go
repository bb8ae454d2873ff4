package main

import (
	"log/slog"

	"github.com/gin-gonic/gin"
)

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // stdout is for the log
	r := gin.New()
	r.ContextWithFallback = true // a *gin.Context is the call's context: its request id, its end
	_ = r.SetTrustedProxies(nil) // believe no client's X-Forwarded-For; nil cannot fail

	r.Use(logErrors)
	r.GET("/", app.greet)
	return r
}

// logErrors logs what handlers gave to c.Error.
func logErrors(c *gin.Context) {
	c.Next()
	for _, err := range c.Errors {
		slog.ErrorContext(c, "request failed", "error", err.Err)
	}
}
