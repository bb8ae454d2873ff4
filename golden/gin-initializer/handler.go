package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func greet(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{
		"message":   "Hello, " + c.DefaultQuery("name", "world") + "!",
		"requestId": FromContext(c.Request.Context()).RequestID,
	})
}
