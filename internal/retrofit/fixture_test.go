package retrofit

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/templates"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the fixtures expect anew")

// A fixture is a server, and in its last file what adding hooks to it does. Its
// comment may say `router: FILE:LINE`, `dir: FOLDER`, `port: NUMBER` for the one in s.yaml, and `hooks: NAMES`.
func TestFixtures(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no fixtures (%v)", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			fixture(t, name)
		})
	}
}

// Each strategy is the one for a fixture; one that never is would not be needed.
func TestStrategies(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	for _, s := range strategies() {
		if !strings.Contains(all.String(), "\nwhere: "+s.name+", as "+s.why+"\n") {
			t.Errorf("no fixture has its hooks %s, as %s", s.name, s.why)
		}
	}
}

func fixture(t *testing.T, name string) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir, want := unpack(t, a)
	r := Request{Dir: dir, Add: fc.HookNames()}
	for line := range strings.Lines(string(a.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "router":
			r.Router = value
		case "dir":
			r.Dir = filepath.Join(dir, value)
		case "port":
			r.As.Port, _ = strconv.Atoi(value)
		case "hooks":
			r.Add = strings.Fields(value)
		}
	}
	before := tree(t, dir)
	result, err := change(t.Context(), r)
	got := report(result, err)
	if *update {
		writeWant(t, name, a, got)
	} else if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if err == nil && len(result.Ops) > 0 {
		thereAndBack(t, dir, r, result, before)
	}
}

// catalog has the templates.
var catalog = sync.OnceValue(func() *generator.Catalog {
	c, err := generator.NewCatalog(templates.FS)
	if err != nil {
		panic(err)
	}
	return c
})

// change is Change with the templates.
func change(ctx context.Context, r Request) (*Result, error) {
	r.Templates = catalog()
	return Change(ctx, r)
}

func unpack(t *testing.T, a *txtar.Archive) (dir, want string) {
	t.Helper()
	dir = t.TempDir()
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		data := f.Data
		if bytes.HasPrefix(data, []byte("// crlf\n")) {
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		}
		if bytes.HasPrefix(data, []byte("// no newline\n")) {
			data = bytes.TrimSuffix(data, []byte("\n"))
		}
		put(t, dir, f.Name, data)
	}
	return dir, want
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := writeFile(dir, name, string(data)); err != nil {
		t.Fatal(err)
	}
}

func writeFile(dir, name, data string) error {
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return err
	}
	return os.WriteFile(full, []byte(data), 0o666)
}

// report says in words what Change answered.
func report(r *Result, err error) string {
	var b strings.Builder
	if err != nil {
		fmt.Fprintf(&b, "%v\n", err)
		if d, ok := errors.AsType[*gocode.Declined](err); ok {
			if d.Put != gocode.Somewhere {
				fmt.Fprintf(&b, "%s: %s\n", map[gocode.Put]string{gocode.Above: "above", gocode.Below: "below", gocode.Instead: "instead of"}[d.Put], d.Place.What)
			}
			for _, l := range d.Paste {
				fmt.Fprintf(&b, "paste: %s\n", l)
			}
		}
		return b.String()
	}
	p := r.Program
	fmt.Fprintf(&b, "%s at %s, port %d %v loopback %v\n", p.Framework, p.Router, p.Port.Number, p.Port.Env, p.Port.Loopback)
	for _, why := range p.Why {
		fmt.Fprintf(&b, "why: %s\n", why)
	}
	if r.Where != "" {
		fmt.Fprintf(&b, "where: %s, as %s\n", r.Where, r.WhereWhy)
	}
	for _, f := range r.Present {
		fmt.Fprintf(&b, "present: %s %s\n", f.Hook, f.Place)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "warning: %s: %s\n", w.Place, w.Text)
	}
	for _, op := range r.Ops {
		fmt.Fprintf(&b, "%s %s\n", op.Action, op.Path)
		if op.Action == generator.Merge {
			b.WriteString(added(op.Before.Data, op.After.Data))
		} else if strings.Contains(op.Path, "fc_hooks") {
			b.WriteString(initLines(op.After.Data))
		}
	}
	return b.String()
}

// added shows the lines of an edit, each with the one above it.
func added(before, after []byte) string {
	var b strings.Builder
	old, i := strings.SplitAfter(string(before), "\n"), 0
	last := ""
	for line := range strings.Lines(string(after)) {
		if i < len(old) && old[i] == line {
			i++
			last = line
			continue
		}
		begins := strings.Contains(line, "fcHooks(") && !strings.Contains(line, "= fcHooks(")
		if i < len(old) && (begins || strings.Replace(line, ")", "", 1) == old[i]) {
			fmt.Fprintf(&b, "  - %q\n", old[i])
			i++
		} else {
			fmt.Fprintf(&b, "    %q\n", last)
		}
		fmt.Fprintf(&b, "  + %q\n", line)
		last = line
	}
	if i < len(old) && old[i] != "" {
		fmt.Fprintf(&b, "  lost: %q\n", old[i])
	}
	return b.String()
}

func initLines(data []byte) string {
	_, rest, _ := strings.Cut(string(data), "\nfunc init() {\n") // it says what the hooks run
	_, rest, ok := strings.Cut(rest, "\nfunc init() {\n")
	if !ok {
		return ""
	}
	body, _, _ := strings.Cut(rest, "\n}\n")
	return "  init: " + strings.Join(strings.Fields(body), " ") + "\n"
}

func writeWant(t *testing.T, name string, a *txtar.Archive, got string) {
	t.Helper()
	var files []txtar.File
	for _, f := range a.Files {
		if f.Name != "want" {
			files = append(files, f)
		}
	}
	a.Files = append(files, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
		t.Fatal(err)
	}
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func carryOut(t *testing.T, r *Result) {
	t.Helper()
	for _, op := range r.Ops {
		full := filepath.Join(r.Program.Root, filepath.FromSlash(op.Path))
		if op.After == nil {
			if err := os.Remove(full); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(full, op.After.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// thereAndBack proves the laws: twice is once, one by one is both at once, and
// remove is the inverse of add.
func thereAndBack(t *testing.T, dir string, r Request, added *Result, before map[string]string) {
	t.Helper()
	carryOut(t, added)
	both := tree(t, dir)
	again, err := change(t.Context(), r)
	if err != nil || len(again.Ops) > 0 || len(again.Present) != len(r.Add) {
		t.Errorf("adding twice: %v\n%s", err, report(again, err))
	}
	hooks := r.Add
	for _, h := range hooks {
		removed, err := change(t.Context(), Request{Dir: r.Dir, Remove: []string{h}})
		if err != nil {
			t.Fatalf("remove %s: %v", h, err)
		}
		carryOut(t, removed)
	}
	sameTree(t, "added and removed", tree(t, dir), before)
	for i := len(hooks) - 1; i >= 0; i-- {
		one, err := change(t.Context(), Request{Dir: r.Dir, Add: hooks[i : i+1], Router: r.Router, As: r.As})
		if err != nil {
			t.Fatalf("add %s: %v", hooks[i], err)
		}
		carryOut(t, one)
	}
	if len(added.Present) == 0 {
		sameTree(t, "added one by one", tree(t, dir), both)
	}
	removed, err := change(t.Context(), Request{Dir: r.Dir, Remove: hooks})
	if err != nil {
		t.Fatalf("remove: %v", err)
	}
	carryOut(t, removed)
	sameTree(t, "removed at once", tree(t, dir), before)
}

func sameTree(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s holds\n%s\nwant\n%s", what, filepath.Base(name), got[name], want[name])
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: there is %s", what, filepath.Base(name))
		}
	}
}
