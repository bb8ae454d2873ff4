package main

import "github.com/gin-gonic/gin"

// newRouter sends each request where it belongs.
func newRouter() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // stdout is for the log
	r := gin.New()
	_ = r.SetTrustedProxies(nil) // believe no client's X-Forwarded-For; nil cannot fail

	// Hooks first: Use covers the routes that come after it, and middleware
	// must not keep the platform from a hook.
	for _, h := range hooks {
		r.Handle(h.method, h.path, gin.WrapH(h))
	}

	r.Use(logRequests)
	r.GET("/", greet)
	return r
}
