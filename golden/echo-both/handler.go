package main

import (
	"net/http"

	"github.com/labstack/echo/v5"
)

// greet answers GET / and GET /?name=Ada. FromContext tells about the call.
func (app *App) greet(c *echo.Context) error {
	ctx := c.Request().Context()
	greeting, err := app.store.Greeting(ctx)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{
		"message":   greeting + ", " + c.QueryParamOr("name", "world") + "!",
		"requestId": FromContext(ctx).RequestID,
	})
}
