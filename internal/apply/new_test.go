package apply

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

func newPlan(content string) generator.Plan {
	return generator.Plan{Ops: []generator.Op{
		{Path: ".fcgen/spec.yaml", Action: generator.Create, After: plain(content)},
		{Path: "deep/er/x.go", Action: generator.Create, After: plain(content)},
		{Path: "main.go", Action: generator.Create, After: plain(content)},
		{Path: "run.sh", Action: generator.Create, After: script(content)},
	}}
}

// newAfter is what newPlan makes, in a folder that held nothing but it.
func newAfter(t *testing.T, dir, content string) shot {
	t.Helper()
	umask := sampleAfter(t)
	folder := umask["added"]
	all := shot{}
	for _, parent := range append(parents(dir), dir) {
		all[parent] = folder
	}
	for _, sub := range []string{"/.fcgen", "/deep", "/deep/er"} {
		all[dir+sub] = folder
	}
	mode := umask["top.go"][:len("-rw-r--r-- ")]
	for _, name := range []string{"/.fcgen/spec.yaml", "/deep/er/x.go", "/main.go"} {
		all[dir+name] = mode + content
	}
	all[dir+"/run.sh"] = umask["added/y.sh"][:len(mode)] + content
	return all
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"myfunc", "a/b/myfunc", ".hidden"} {
		parent := t.TempDir()
		if err := New(newPlan("one"), filepath.Join(parent, filepath.FromSlash(dir))); err != nil {
			t.Fatal(err)
		}
		snapshot(t, parent).compare(t, newAfter(t, dir, "one"), "after New")
	}
}

func TestNewEmpty(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	if err := New((generator.Plan{}), filepath.Join(parent, "myfunc")); err != nil {
		t.Fatal(err)
	}
	snapshot(t, parent).compare(t, shot{"myfunc": sampleAfter(t)["added"]}, "after New of nothing")
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, dir string
		plan      generator.Plan
		prep      func(t *testing.T, parent string)
		is        error
	}{
		{"folder", "myfunc", newPlan("one"), func(t *testing.T, parent string) { putFile(t, parent, "myfunc/mine.go", "mine", 0o644) }, fs.ErrExist},
		{"file", "myfunc", newPlan("one"), func(t *testing.T, parent string) { putFile(t, parent, "myfunc", "mine", 0o644) }, fs.ErrExist},
		{"dangling link", "myfunc", newPlan("one"), func(t *testing.T, parent string) { putLink(t, parent, "nowhere", "myfunc") }, fs.ErrExist},
		{"dangling link above", "a/myfunc", newPlan("one"), func(t *testing.T, parent string) { putLink(t, parent, "nowhere", "a") }, fs.ErrExist},
		{"file above", "a/b/myfunc", newPlan("one"), func(t *testing.T, parent string) { putFile(t, parent, "a", "mine", 0o644) }, nil},
		{"conflict", "myfunc", generator.Plan{Ops: []generator.Op{{Path: "main.go", Action: generator.Conflict}}}, nil, nil},
		{"something to replace", "myfunc", samplePlan(), nil, nil},
		{"path outside", "myfunc", generator.Plan{Ops: []generator.Op{{Path: "../x", Action: generator.Create, After: plain("one")}}}, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			if test.prep != nil {
				test.prep(t, parent)
			}
			before := snapshot(t, parent)
			err := New(test.plan, filepath.Join(parent, filepath.FromSlash(test.dir)))
			if err == nil || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got error %v, want one that is %v", err, test.is)
			}
			snapshot(t, parent).compare(t, before, "after a refusal")
		})
	}
}

// What appears after the first look is found by the second, or by the rename.
func TestNewFolderAppearsMeanwhile(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"lstat myfunc", "rename .myfunc.fcgen-tmp/new"} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "myfunc")
		open := faultyOpener(&faulty{before: func(call string) {
			if call == when {
				putFile(t, dir, "mine.go", "mine", 0o644)
			}
		}})
		err := makeNew(newPlan("one"), dir, open)
		var exists *Exists
		if !errors.As(err, &exists) || exists.Path != dir {
			t.Errorf("%s: got error %v, want Exists of %q", when, err, dir)
		}
		got := snapshot(t, parent)
		if len(got) != 2 || got["myfunc/mine.go"] == "" {
			t.Errorf("%s: left %v", when, got)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	parent := b.TempDir()
	var p generator.Plan
	for _, name := range []string{"a.go", "b.go", "c.go", "d.go", "e.go", "f.go", "g.go", "h.go", "i.go", "j.go", "k.go", "l.go", "m/a.go", "m/b.go", ".fcgen/a", ".fcgen/b"} {
		p.Ops = append(p.Ops, generator.Op{Path: name, Action: generator.Create, After: &generator.File{Data: make([]byte, 3000)}})
	}
	b.Run("fcgen", func(b *testing.B) {
		for b.Loop() {
			if err := New(p, filepath.Join(parent, "myfunc")); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			os.RemoveAll(filepath.Join(parent, "myfunc"))
			b.StartTimer()
		}
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			for _, dir := range []string{"", "m", ".fcgen"} {
				if err := os.Mkdir(filepath.Join(parent, "myfunc", dir), 0o777); err != nil {
					b.Fatal(err)
				}
			}
			for _, op := range p.Ops {
				if err := os.WriteFile(filepath.Join(parent, "myfunc", op.Path), op.After.Data, 0o666); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			os.RemoveAll(filepath.Join(parent, "myfunc"))
			b.StartTimer()
		}
	})
}
