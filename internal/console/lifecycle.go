package console

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/merge"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// hookCall is what the Lifecycle form has.
type hookCall struct {
	Name       string `json:"name"`
	Configured bool   `json:"configured"` // of /api/hook/set only
	Timeout    int    `json:"timeout"`    // seconds
	Shown      string `json:"shown"`      // of /api/hook/write only: the proposal that the page shows
}

// check finds the hook, with the configuration that it has now.
func (h hookCall) check(f manifest.Function) (fc.Hook, manifest.Hook, error) {
	hook, ok := fc.HookNamed(h.Name)
	if !ok {
		return fc.Hook{}, manifest.Hook{}, &refusal{http.StatusBadRequest, fmt.Sprintf("there is no hook %q", h.Name)}
	}
	if h.Timeout < 1 || h.Timeout > hook.MaxTimeout {
		return fc.Hook{}, manifest.Hook{}, &refusal{http.StatusBadRequest,
			fmt.Sprintf("the timeout of %s is 1 to %d seconds, not %d (%s)", hook.Name, hook.MaxTimeout, h.Timeout, fc.QuotaPage)}
	}
	return hook, f.Hooks[hook.Name], nil
}

// setHook changes a hook for this run.
func (c *console) setHook(w http.ResponseWriter, r *http.Request) (any, error) {
	var call hookCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	hook, now, err := call.check(c.platform.Function())
	if err != nil {
		return nil, err
	}
	now.Configured = call.Configured
	if now.Configured && now.Handler == "" {
		now.Handler = hook.Handler
	}
	now.Timeout = time.Duration(call.Timeout) * time.Second
	if err := c.platform.SetHook(hook.Name, now); err != nil {
		return nil, fmt.Errorf("change %s: %w", hook.Name, err)
	}
	return done{}, nil
}

// proposal is a change of s.yaml that somebody shall see first.
type proposal struct {
	File string `json:"file"` // its name, without the folder
	Diff string `json:"diff"` // "" if nothing changes
	Sum  string `json:"sum"`  // of both texts: what is written is what was shown

	path     string // of the file itself, links followed
	old, new []byte
}

// diffHook answers with the change of s.yaml that the form means.
func (c *console) diffHook(w http.ResponseWriter, r *http.Request) (any, error) {
	var call hookCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	return c.propose(r.Context(), call)
}

func (c *console) propose(ctx context.Context, call hookCall) (proposal, error) {
	f := c.platform.Function()
	hook, _, err := call.check(f)
	if err != nil {
		return proposal{}, err
	}
	if f.File == "" {
		return proposal{}, &refusal{http.StatusConflict, "there is no s.yaml: the function runs with the defaults"}
	}
	p := proposal{File: filepath.Base(f.File)}
	if p.path, err = filepath.EvalSymlinks(f.File); err != nil {
		return proposal{}, fmt.Errorf("find %s: %w", p.File, err)
	}
	if p.old, err = projectfile.ReadFile(ctx, p.path, projectfile.TextLimit); err != nil {
		return proposal{}, fmt.Errorf("read %s: %w", p.File, err)
	}
	if p.new, err = manifest.SetHookTimeout(p.old, manifest.Choice{File: p.path, Resource: f.Resource}, hook.Name, call.Timeout); err != nil {
		return proposal{}, &refusal{http.StatusConflict, fmt.Sprintf("change %s: %v", p.File, err)}
	}
	p.Diff = c.platform.Secrets().Redact(string(merge.Unified("a/"+p.File, "b/"+p.File, p.old, p.new)))
	p.Sum = sum(p.old, p.new)
	return p, nil
}

// writeHook writes the change that the page shows, if the file is still the one
// that it was made from, and follows it in this run.
func (c *console) writeHook(w http.ResponseWriter, r *http.Request) (any, error) {
	var call hookCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	c.saving.Lock()
	defer c.saving.Unlock()
	p, err := c.propose(r.Context(), call)
	if err != nil {
		return nil, err
	}
	if p.Sum != call.Shown {
		return nil, &refusal{http.StatusConflict, p.File + " has changed since the difference was shown: look at it again"}
	}
	if err := replaceFile(r.Context(), p.path, p.old, p.new); err != nil {
		return nil, fmt.Errorf("write %s: %w", p.File, err)
	}
	hook, now, err := call.check(c.platform.Function())
	if err != nil {
		return nil, err
	}
	now.Timeout = time.Duration(call.Timeout) * time.Second
	if err := c.platform.SetHook(hook.Name, now); err != nil {
		return nil, fmt.Errorf("%s is written, but could not change %s in this run: %w", p.File, hook.Name, err)
	}
	return done{}, nil
}
