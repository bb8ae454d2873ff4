package console

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// view is what the page's template shows; what happens later comes by the stream.
type view struct {
	Function   manifest.Function
	File       string // of the function, without its folder; "" if there is none
	Gateway    string
	Policy     emulator.Policy
	PolicyText string
	Version    string
	Token, Run string
	CanReload  bool
	Event      bool // a function for events: no HTTP trigger
	Methods    []string
	HTTP       []preset
	Events     []preset
	Hooks      []hookView
	Resources  string
	Timeout    string
	Base       string
	Functions  []Link
	FirstCall  string // a command
	FaultsNow  string // as --fault takes them, with spaces between
	Settings   []settingGroup
	Variables  []emulator.Variable
}

// hookView is a hook as the Lifecycle tab shows it.
type hookView struct {
	fc.Hook
	Now     manifest.Hook // its configuration
	Title   string
	When    string            // it is called
	Call    emulator.CallKind // of its events
	Seconds int
	From    string // where its configuration is from
}

func (c *console) page(w http.ResponseWriter, r *http.Request) {
	f := c.platform.Function()
	v := view{
		Function: f, Gateway: c.Gateway, Policy: c.Policy, PolicyText: c.Policy.Text(), Version: c.Version,
		Token: c.token, Run: c.run, CanReload: c.Reload != nil,
		Event:   f.File != "" && f.Trigger == nil,
		Methods: []string{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"}, // as the HTTP trigger's (D/028)
		HTTP:    httpPresets(), Events: eventPresets(f.Timers, time.Now()),
		Hooks:     hookViews(f, writtenNow(r.Context(), f)),
		Resources: fmt.Sprintf("%g vCPU, %d MB, %d at a time", f.CPU, f.Memory, f.Concurrency),
		Timeout:   fmt.Sprintf("%g s", f.Timeout.Seconds()),
		Base:      c.Base, Functions: c.Functions,
	}
	if f.File != "" {
		v.File = filepath.Base(f.File)
	}
	v.FirstCall = "curl -i " + c.Gateway + "/"
	if v.Event {
		v.FirstCall = fmt.Sprintf("curl -i -X POST %s%s%s/invocations --data-raw '{}'", c.Gateway, emulator.APIPrefix, f.Name)
	}
	v.FaultsNow = strings.Join(c.platform.Faults().Values(), " ")
	v.Settings = settingsOf(f, c.platform.Secrets())
	v.Variables = shownVariables(c.platform.Variables(), c.platform.Secrets())
	var out bytes.Buffer
	if err := pageTemplate().Execute(&out, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes())
}

// hookViews lists every hook, configured or not.
func hookViews(f manifest.Function, written *manifest.Function) []hookView {
	when := map[string]string{
		"initializer": "after an instance has started, before its first call",
		"prestop":     "before an instance is destroyed",
	}
	call := map[string]emulator.CallKind{"initializer": emulator.CallInitialize, "prestop": emulator.CallPreStop}
	title := map[string]string{"initializer": "Initializer", "prestop": "PreStop"}
	var views []hookView
	for _, h := range fc.Hooks() {
		now := f.Hooks[h.Name]
		if now.Timeout == 0 {
			now.Timeout = time.Duration(h.DefaultTimeout) * time.Second
		}
		views = append(views, hookView{
			Hook: h, Now: now, Title: title[h.Name], When: when[h.Name], Call: call[h.Name],
			Seconds: int(now.Timeout / time.Second),
			From:    source(f, written, h),
		})
	}
	return views
}

// source says where a hook's configuration is from. What the file has now is
// nil if it cannot be read: then it is taken to be as it was.
func source(f manifest.Function, written *manifest.Function, h fc.Hook) string {
	file := filepath.Base(f.File)
	now := f.Hooks[h.Name]
	switch {
	case f.File == "":
		return "the defaults"
	case written != nil && (written.Hooks[h.Name].Timeout != now.Timeout || written.Hooks[h.Name].Configured != now.Configured):
		return "this run only"
	case f.Lines["instanceLifecycleConfig."+h.Key+".timeout"] == 0:
		return file + ", by default"
	}
	return fmt.Sprintf("%s, line %d", file, f.Lines["instanceLifecycleConfig."+h.Key+".timeout"])
}

// writtenNow is the function as its file has it now; nil if it has none.
func writtenNow(ctx context.Context, f manifest.Function) *manifest.Function {
	if f.File == "" {
		return nil
	}
	written, err := manifest.Load(ctx, filepath.Dir(f.File), manifest.Choice{File: filepath.Base(f.File), Resource: f.Resource})
	if err != nil {
		return nil
	}
	return &written
}
