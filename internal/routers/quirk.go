package routers

import (
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// Quirk is what of a router is code and no directive.
type Quirk interface {
	// Form is the form in which hooks come to the router in a module, where the
	// directive's is not the right one; "" where it is.
	Form(Module) string
	// Panics reports whether the program would panic at its start, because a
	// hook's route cannot stand beside another one.
	Panics(Module, Registered, fc.Hook) bool
	// Unreached names the calls that do not reach the hooks because of a route,
	// "" if all do.
	Unreached(Registered) string
}

// Module is what a quirk may depend on.
type Module struct {
	Go       string // the version of the language, "" if it is not known
	Version  string // of the router's module, as in go.mod
	Mux121   bool   // the program asks for the mux of Go 1.21
	ByMethod bool   // a route of its names a method in its pattern
}

// Registered is a route of the program's.
type Registered struct {
	Method string // "" for all, or where it is not known
	Path   string
}

// Quirk is what is code about a router.
func (r *Router) Quirk() Quirk {
	switch r.Name {
	case "gin":
		return ginQuirk{}
	case Standard:
		return muxQuirk{}
	}
	return noQuirk{}
}

type noQuirk struct{}

func (noQuirk) Form(Module) string                      { return "" }
func (noQuirk) Panics(Module, Registered, fc.Hook) bool { return false }
func (noQuirk) Unreached(Registered) string             { return "" }

// before reports whether a module's version is one before another minor one of the
// same major version.
func before(version string, major, minor int) bool {
	var is, at int
	n, _ := fmt.Sscanf(version, "v%d.%d", &is, &at)
	return n == 2 && is == major && at < minor
}

// same reports whether a route answers calls of a method.
func (r Registered) same(method string) bool {
	return r.Method == "" || strings.EqualFold(r.Method, method)
}
