package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// hookEdit is what a command wants of the hooks in an s.yaml.
type hookEdit struct {
	add, remove []string
	timeouts    map[string]int // in seconds, by hook, where one was asked for
	resource    string         // which function; "" means the only one
}

// editSYAML plans the edit of a person's s.yaml; the second result is false
// where nothing is to be changed in it.
func (p *program) editSYAML(ctx context.Context, w *foreignChange) (generator.Op, bool, error) {
	f, e := w.project, &w.edit
	info, err := os.Stat(f.SYAML)
	if err != nil {
		return generator.Op{}, false, err
	}
	data, err := projectfile.ReadFile(ctx, f.SYAML, projectfile.TextLimit)
	if err != nil {
		return generator.Op{}, false, err
	}
	choice := manifest.Choice{File: p.shown(f.SYAML), Root: p.path("."), Resource: e.resource, Getenv: p.getenv}
	changed, err := e.apply(data, choice)
	if several, ok := errors.AsType[*manifest.Ambiguous](err); ok && !w.yes {
		if e.resource, err = p.askResource(ctx, several); err != nil {
			return generator.Op{}, false, err
		}
		w.answered("resource", e.resource)
		choice.Resource = e.resource
		changed, err = e.apply(data, choice)
	}
	if none, ok := errors.AsType[*manifest.NotFound](err); ok && none.Resource == "" {
		p.msg.sayf("note: %v, so it stays as it is", none)
		return generator.Op{}, false, nil
	}
	if err != nil || bytes.Equal(changed, data) {
		return generator.Op{}, false, err
	}
	path, err := f.In(f.SYAML)
	op := generator.Op{
		Path: path, Action: generator.Merge, Before: &generator.File{Data: data, Exec: info.Mode()&0o100 != 0}, Why: e.why(),
		After: &generator.File{Data: changed, Exec: info.Mode()&0o100 != 0},
	}
	return op, true, err
}

// apply makes the edit, hook after hook.
func (e hookEdit) apply(data []byte, choice manifest.Choice) ([]byte, error) {
	var err error
	for _, name := range e.add {
		seconds := e.timeouts[name]
		if seconds == 0 {
			seconds = generator.Defaults().HookTimeout(name)
		}
		if data, err = manifest.AddHook(data, choice, name, seconds); err != nil {
			return nil, err
		}
		if e.timeouts[name] == 0 {
			continue
		}
		f, err := manifest.Parse(data, choice)
		if err != nil {
			return nil, err
		}
		of := choice
		of.Resource = f.Resource
		if data, err = manifest.SetHookTimeout(data, of, name, seconds); err != nil {
			return nil, err
		}
	}
	for _, name := range e.remove {
		if data, err = manifest.RemoveHook(data, choice, name); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// why is what the list of changes says.
func (e hookEdit) why() string {
	if len(e.remove) > 0 {
		return "no longer configures " + strings.Join(e.remove, " and ")
	}
	return "configures " + strings.Join(e.add, " and ")
}
