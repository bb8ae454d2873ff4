package main

import "github.com/gin-gonic/gin"

// newRouter sends each call where it belongs. The platform's hook calls do not
// come by here: see lifecycle.go.
func newRouter(app *App) *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // stdout is for the log
	r := gin.New()
	r.ContextWithFallback = true // a *gin.Context is the call's context: its request id, its end
	_ = r.SetTrustedProxies(nil) // believe no client's X-Forwarded-For; nil cannot fail

	r.POST("/invoke", gin.WrapH(invoke(app.handle)))
	return r
}
