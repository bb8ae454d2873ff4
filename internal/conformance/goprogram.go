package conformance

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
)

// goProgram is what a Go program serves, or why that is not known.
type goProgram struct {
	served.Program
	doubt error
}

// readServed reads the program in dir, or the one whose module holds the code
// folder.
func readServed(ctx context.Context, dir, codeDir string, as served.Deployment) *goProgram {
	s := &goProgram{}
	for at := dir; ; at = filepath.Dir(codeDir) {
		s.Program, s.doubt = served.Inspect(ctx, at, as)
		_, below := inside(dir, filepath.Dir(codeDir))
		if !errors.Is(s.doubt, gocode.ErrNoProgram) || codeDir == "" || !below || samePath(dir, filepath.Dir(codeDir)) {
			return s
		}
		codeDir = filepath.Dir(codeDir)
	}
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
