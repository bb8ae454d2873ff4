package retrofit

import "embed"

// stubs describes what the locator knows of the frameworks: the types and
// functions that lead from a router to where it is served. The rest of them, and
// every other package, is taken for empty.
//
//go:embed stubs/*.go.txt
var stubs embed.FS

// stubFile names the description of the package at an import path, and what
// fcgen calls the framework.
func stubFile(importPath string) (file, framework string) {
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

// stubSource is the description of the package at an import path, nil if there is none.
func stubSource(importPath string) []byte {
	file, _ := stubFile(importPath)
	if file == "" {
		return nil
	}
	src, err := stubs.ReadFile("stubs/" + file + ".go.txt")
	if err != nil {
		return nil
	}
	return src
}
