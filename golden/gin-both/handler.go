package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func (app *App) greet(c *gin.Context) {
	greeting, err := app.store.Greeting(c)
	if err != nil {
		_ = c.AbortWithError(http.StatusInternalServerError, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{
		"message":   greeting + ", " + c.DefaultQuery("name", "world") + "!",
		"requestId": FromContext(c).RequestID,
	})
}
