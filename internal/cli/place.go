package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/retrofit"
)

// placed is a warning with its place, and below it what to type there.
func (p *program) placed(w foreignChange, plan generator.Plan, root string, warning retrofit.Warning) string {
	text := warning.Text
	if warning.Place.File != "" {
		at := warning.Place
		if !w.dry {
			at.Line = lineAfter(w.project, plan, inRoot(root, at.File), at.Line)
		}
		text = p.place(root, at) + ": " + text
	}
	if warning.Type != "" {
		text += p.msg.of("; write:") + "\n  " + strings.ReplaceAll(strings.TrimRight(warning.Type, "\n"), "\n", "\n  ")
	}
	return text
}

// place is a line of a file as a person here would type it.
func (p *program) place(root string, at gocode.Place) string {
	file := p.shown(inRoot(root, at.File))
	if gocode.Beside(at.File) {
		file = p.shorten(inRoot(root, at.File))
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(file), at.Line)
}

func inRoot(root, file string) string {
	file = filepath.FromSlash(file)
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(root, file)
}

// lineAfter is where a line of a file stands once the plan is applied: the
// edits of a person's file add lines and take none away.
func lineAfter(f *project.Project, plan generator.Plan, file string, line int) int {
	own, err := f.In(file)
	if err != nil {
		return line
	}
	for _, op := range plan.Ops {
		if op.Path != own || op.Before == nil || op.After == nil {
			continue
		}
		before, after := bytes.Split(op.Before.Data, []byte("\n")), bytes.Split(op.After.Data, []byte("\n"))
		at := 0
		for n := range min(line, len(before)) {
			for at < len(after) && !bytes.Equal(after[at], before[n]) {
				at++
			}
			at++
		}
		if at <= len(after) {
			return at
		}
	}
	return line
}
