package routers

import (
	"path"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// Lines answer hooks with 200, to be pasted where a router of that name is.
func (p *Package) Lines(on string, hooks []string) []string {
	var lines []string
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		if line := Fill(p.Paste, on, h); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Fill puts a router's name and a hook's facts into a line: {on}, {METHOD}, {Method},
// {path} and the quoted {PATH}.
func Fill(line, on string, h fc.Hook) string {
	titled := h.Method[:1] + strings.ToLower(h.Method[1:])
	return strings.NewReplacer("{on}", on, "{METHOD}", h.Method, "{Method}", titled, "{PATH}", strconv.Quote(h.Path), "{path}", h.Path).Replace(line)
}

// Above is the package at an import path, or at one that it is below.
func Above(importPath string) *Package {
	for ; importPath != "." && importPath != "/"; importPath = path.Dir(importPath) {
		if p := At(importPath); p != nil {
			return p
		}
	}
	return nil
}
