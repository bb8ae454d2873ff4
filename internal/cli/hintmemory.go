package cli

import (
	"errors"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// memory says how to get back to a project that fcgen can read.
func (p *program) memory(e *generator.Unreadable) []string {
	if other, ok := errors.AsType[*generator.OtherVersion](e.Err); ok && other.Newer() {
		return p.one("a later fcgen wrote it: go install github.com/fcgen/fcgen@latest")
	}
	if strings.HasSuffix(e.Path, "spec.yaml") {
		return p.one("correct what it says; git diff %s shows what changed in it", generator.ShellQuote(e.Path))
	}
	if strings.HasSuffix(e.Path, "last.json") {
		return p.one("fcgen undo cannot use it, and nothing else needs it: rm %s", generator.ShellQuote(e.Path))
	}
	return p.one("take it from version control, whole: git checkout HEAD -- %s", generator.ShellQuote(e.Path))
}
