// Command echo is the least that a function on echo can be: one route, both
// hooks, and nothing that looks after them.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
)

func main() {
	e := echo.New()
	e.POST("/initialize", func(c *echo.Context) error { return c.NoContent(http.StatusOK) })
	e.GET("/pre-stop", func(c *echo.Context) error { return c.NoContent(http.StatusOK) })
	e.GET("/", greet)
	server := &http.Server{Addr: ":" + cmp.Or(os.Getenv("FC_SERVER_PORT"), "9000"), Handler: e}
	log.Fatal(server.ListenAndServe())
}

func greet(c *echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{
		"message":   "Hello, " + c.QueryParamOr("name", "world") + "!",
		"requestId": c.Request().Header.Get("X-Fc-Request-Id"),
	})
}
