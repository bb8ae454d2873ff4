//go:build unix

package golden

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocommand"
)

// adopted finds the servers that fcgen did not write, with what fcgen init gave them.
func adopted(t *testing.T) []project {
	t.Helper()
	specs, err := filepath.Glob(filepath.Join("adopted", "*", ".fcgen", "spec.yaml"))
	if err != nil || len(specs) == 0 {
		t.Fatalf("no server here (%v): make them with go test ./internal/cli -run TestAdoptedGoldens -update", err)
	}
	var all []project
	for _, file := range specs {
		dir, err := filepath.Abs(filepath.Dir(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, dir)
		spec := generator.Defaults()
		spec.Name, spec.Hooks = "shop", fc.HookNames()
		all = append(all, project{name: filepath.Base(dir), dir: dir, spec: spec})
	}
	return all
}

// TestAdopted takes each through the life of an instance. Whatever stands before
// their own routes, the platform gets to the hooks and nobody else does.
func TestAdopted(t *testing.T) {
	t.Parallel()
	for _, p := range adopted(t) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			gocommand.Run(t, p.dir, nil, "vet", "./...")
			in := p.start(t, program(p.build(t)), "PORT")
			l := &life{instance: in}
			l.everywhere(t)
			l.clientsRunNoHook(t, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnauthorized)
			initializer, _ := p.hook(t, "initializer")
			l.initializeTogether(t, initializer)
			l.runHook(t, initializer)
			l.sells(t)
			l.mustSignal(t, syscall.SIGSTOP)
			l.waitStopped(t)
			l.mustSignal(t, syscall.SIGCONT)
			l.sells(t)
			h, _ := p.hook(t, "prestop")
			l.runHook(t, h)
			l.runHook(t, h)
			if got := in.log.waitMarkers(t, len(l.markers)); !slices.Equal(got, l.markers) {
				t.Errorf("the hooks' lines in the log are\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(l.markers, "\n\t"))
			}
			l.mustSignal(t, syscall.SIGTERM)
			l.waitExit(t)
			if err := holdsSecret(in.log.String()); err != nil {
				t.Error(err)
			}
		})
	}
}

// sells wants what the server is for, which some of them give only to who has a key.
func (l *life) sells(t *testing.T) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.address+"/books/7", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = l.project.header(call{control: fc.ControlHTTPInvoke, id: l.ids.call()})
	req.Header.Set("X-Key", "abc")
	resp, err := l.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var book struct{ Book string }
	if err := json.NewDecoder(resp.Body).Decode(&book); err != nil || resp.StatusCode != http.StatusOK || book.Book != "7" {
		t.Error(fmt.Errorf("the call got status %d and %+v: %w", resp.StatusCode, book, err))
	}
}
