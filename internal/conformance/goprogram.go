package conformance

import (
	"context"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
)

// goProgram is what a Go program serves, or why that is not known.
type goProgram struct {
	served.Program
	doubt error
}

// readServed reads the program in dir or below it.
func readServed(ctx context.Context, dir string, as served.Deployment) *goProgram {
	s := &goProgram{}
	s.Program, s.doubt = served.Inspect(ctx, dir, as)
	return s
}

// finding is one at a place of the program's.
func (c *code) finding(at gocode.Place, message string) Finding {
	return Finding{File: c.shown(filepath.Join(c.golang.Root, filepath.FromSlash(at.File))), Line: at.Line, Message: message}
}

// hook is where the program answers a hook.
func (s *goProgram) hook(name string) (gocode.Place, bool) {
	for _, h := range s.Hooks {
		if h.Hook == name {
			return h.Place, true
		}
	}
	return gocode.Place{}, false
}
