package main

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func greet(c *echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{
		"message":   "Hello, " + c.QueryParamOr("name", "world") + "!",
		"requestId": FromContext(c.Request().Context()).RequestID,
	})
}
