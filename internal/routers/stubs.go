// Package routers holds what fcgen knows of the routers of Go: a description of
// each package, with the types and functions that lead from a router to where it is
// served. The rest of them, and every other package, is taken for empty.
package routers

import "embed"

//go:embed stubs/*.go.txt
var stubs embed.FS

// Named names the description of the package at an import path, and what
// fcgen calls the framework.
func Named(importPath string) (file, framework string) {
	switch importPath {
	case "time":
		return "time", ""
	case "net/http":
		return "nethttp", "nethttp"
	case "github.com/gin-gonic/gin":
		return "gin", "gin"
	case "github.com/labstack/echo", "github.com/labstack/echo/v3", "github.com/labstack/echo/v4":
		return "echo", "echo"
	case "github.com/labstack/echo/v5":
		return "echov5", "echo"
	case "github.com/go-chi/chi", "github.com/go-chi/chi/v4", "github.com/go-chi/chi/v5":
		return "chi", "chi"
	case "github.com/gorilla/mux":
		return "gorilla", "gorilla"
	default:
		return "", ""
	}
}

// Stub is the description of the package at an import path, nil if there is none.
func Stub(importPath string) []byte {
	file, _ := Named(importPath)
	if file == "" {
		return nil
	}
	src, err := stubs.ReadFile("stubs/" + file + ".go.txt")
	if err != nil {
		return nil
	}
	return src
}
