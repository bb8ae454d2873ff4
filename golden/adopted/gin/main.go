// A shop on gin, where every call needs a key.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	r := gin.New()
	r.POST("/initialize", fcInitialize)
	r.GET("/pre-stop", fcPreStop)
	r.Use(gin.Recovery(), keyed)
	r.GET("/books/:id", func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{"book": c.Param("id")})
	})
	log.Fatal(r.Run(":" + port))
}

func keyed(c *gin.Context) {
	if c.GetHeader("X-Key") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}
