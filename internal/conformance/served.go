package conformance

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/retrofit"
)

// served is what a Go program serves, or why that is not known.
type served struct {
	retrofit.Program
	doubt error
}

// readServed reads the program in dir, or the one whose module holds the code
// folder.
func readServed(ctx context.Context, dir, codeDir string, as retrofit.Deployment) *served {
	s := &served{}
	for at := dir; ; at = filepath.Dir(codeDir) {
		s.Program, s.doubt = retrofit.Inspect(ctx, at, as)
		_, below := inside(dir, filepath.Dir(codeDir))
		if !errors.Is(s.doubt, retrofit.ErrNoProgram) || codeDir == "" || !below || samePath(dir, filepath.Dir(codeDir)) {
			return s
		}
		codeDir = filepath.Dir(codeDir)
	}
}

// finding is one at a place of the program's.
func (c *code) finding(at retrofit.Place, message string) Finding {
	return Finding{File: c.shown(filepath.Join(c.golang.Root, filepath.FromSlash(at.File))), Line: at.Line, Message: message}
}

// hook is where the program answers a hook.
func (s *served) hook(name string) (retrofit.Place, bool) {
	for _, h := range s.Hooks {
		if h.Hook == name {
			return h.Place, true
		}
	}
	return retrofit.Place{}, false
}
