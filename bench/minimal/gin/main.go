// Command gin is the least that a function on gin can be: one route, both
// hooks, and nothing that looks after them.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/initialize", func(c *gin.Context) { c.Status(http.StatusOK) })
	r.GET("/pre-stop", func(c *gin.Context) { c.Status(http.StatusOK) })
	r.GET("/", greet)
	server := &http.Server{Addr: ":" + cmp.Or(os.Getenv("FC_SERVER_PORT"), "9000"), Handler: r}
	log.Fatal(server.ListenAndServe())
}

func greet(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{
		"message":   "Hello, " + c.DefaultQuery("name", "world") + "!",
		"requestId": c.GetHeader("X-Fc-Request-Id"),
	})
}
