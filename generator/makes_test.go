package generator_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// Every file of every project is one that fcgen says it makes: of this fcgen's
// goldens, and of what earlier ones rendered.
func TestMakes(t *testing.T) {
	t.Parallel()
	made, err := catalog(t).Makes()
	mustDo(t, err)
	archives, err := filepath.Glob("testdata/earlier/*/base.txtar")
	mustDo(t, err)
	goldens, err := filepath.Glob("../golden/*/.fcgen/base.txtar")
	mustDo(t, err)
	if len(archives) == 0 || len(goldens) == 0 {
		t.Fatal("no archives to read")
	}
	for _, name := range append(archives, goldens...) {
		archive, err := txtar.ParseFile(name)
		mustDo(t, err)
		for _, f := range archive.Files {
			if !made(f.Name) {
				t.Errorf("%s: no fcgen makes %q", name, f.Name)
			}
		}
	}
	for _, name := range []string{"framework.yaml", "all/go.mod", ".git/HEAD", "LICENSE", ".fcgen/spec.yaml", "http/router.go"} {
		if made(name) {
			t.Errorf("fcgen says that it makes %q", name)
		}
	}
}

// A project that remembers files which no fcgen makes is a stranger's. Nothing
// is planned for it.
func TestLoadRefusesStrangersFiles(t *testing.T) {
	t.Parallel()
	spec, err := os.ReadFile("../golden/gin-both/.fcgen/spec.yaml")
	mustDo(t, err)
	base, err := os.ReadFile("../golden/gin-both/.fcgen/base.txtar")
	mustDo(t, err)
	for _, name := range []string{
		".git/HEAD", ".GIT/HEAD", ".git/hooks/post-checkout", ".hg/hgrc", ".fcgen-tmp/lock", ".fcgen/undo/last.json", ".fcgen/spec.yaml",
		"con", "\x1b[2Jmain.go", "main\u202e.go", "LICENSE", "vendor/x.go", "../x", "/etc/passwd",
	} {
		archive := string(base) + "-- " + name + " --\nx\n"
		_, err := catalog(t).Load(generator.Memory{Dir: "there", Spec: spec, Base: []byte(archive)})
		wantUnreadable(t, name, err)
	}
	_, err = catalog(t).Load(generator.Memory{Dir: "there", Spec: spec, Base: base})
	mustDo(t, err)
	_, err = catalog(t).Load(generator.Memory{Dir: "there", Spec: spec})
	wantUnreadable(t, "no archive", err)
}

func wantUnreadable(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.As(err, new(*generator.Unreadable)) {
		t.Errorf("%s: got error %v, want Unreadable", what, err)
	}
}

// Whatever a project remembers of itself: no panic, and no command plans to
// touch a file that no fcgen makes, but for one that the person renamed, which
// is merged with what they wrote.
func FuzzLoad(f *testing.F) {
	memories, err := filepath.Glob("testdata/earlier/*")
	if err != nil || len(memories) == 0 {
		f.Fatal("no project to begin with", err)
	}
	for _, dir := range memories {
		spec, errSpec := os.ReadFile(filepath.Join(dir, "spec.yaml"))
		base, errBase := os.ReadFile(filepath.Join(dir, "base.txtar"))
		if err := errors.Join(errSpec, errBase); err != nil {
			f.Fatal(err)
		}
		f.Add(spec, base)
		f.Add(spec, append(base, "-- .git/HEAD --\nref: refs/heads/main\n"...))
		f.Add(spec, append(base, "-- LICENSE --\nmine\n"...))
	}
	disk := generator.Tree{
		".git/HEAD":                {Data: []byte("ref: refs/heads/main\n")},
		".git/hooks/post-checkout": {Data: []byte("#!/bin/sh\n"), Exec: true},
		"LICENSE":                  {Data: []byte("mine\n")},
		"handler.go":               {Data: []byte("package main\n")},
		"s.yaml":                   {Data: []byte("edition: 3.0.0\n")},
	}
	read := func(trees ...generator.Tree) (generator.Tree, error) {
		found := generator.Tree{}
		for _, tree := range trees {
			for _, name := range tree.Paths() {
				if file, there := disk[name]; there {
					found[name] = file
				}
			}
		}
		return found, nil
	}
	f.Fuzz(func(t *testing.T, spec, base []byte) {
		c := catalog(t)
		made, err := c.Makes()
		mustDo(t, err)
		p, err := c.Load(generator.Memory{Dir: "there", Spec: spec, Base: base, Read: read})
		if err != nil {
			return
		}
		plans := map[string]func() (generator.Plan, error){
			"update":      func() (generator.Plan, error) { return p.Update(c) },
			"add-hook":    func() (plan generator.Plan, err error) { plan, _, err = p.AddHooks(c, fc.HookNames(), nil); return },
			"remove-hook": func() (plan generator.Plan, err error) { plan, _, err = p.RemoveHooks(c, fc.HookNames(), true); return },
			"orphans":     func() (generator.Plan, error) { return p.Orphans(c, fc.HookNames()) },
		}
		for command, plan := range plans {
			plan, err := plan()
			if err != nil {
				continue
			}
			for _, op := range plan.Ops {
				if !made(op.Path) && op.Path != generator.SpecPath && op.Path != generator.BasePath {
					t.Errorf("%s would %s %q: %s", command, op.Action, op.Path, op.Why)
				}
			}
		}
	})
}
