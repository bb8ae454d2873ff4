// A shop on echo, where every call needs a key.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	e := echo.New()
	e.Pre(fcHooks)
	e.Use(keyed)
	e.GET("/books/:id", func(c echo.Context) error {
		return c.JSON(http.StatusOK, map[string]string{"book": c.Param("id")})
	})
	log.Fatal(e.Start(":" + port))
}

func keyed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("X-Key") == "" {
			return c.NoContent(http.StatusUnauthorized)
		}
		return next(c)
	}
}
