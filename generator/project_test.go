package generator_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Whatever a person writes into .fcgen/spec.yaml: it is refused, or it is a
// spec that can be rendered, and reads the same once fcgen has written it.
func FuzzDecodeSpec(f *testing.F) {
	all, err := filepath.Glob("testdata/earlier/*/spec.yaml")
	if err != nil || len(all) == 0 {
		f.Fatal("no spec to begin with", err)
	}
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
	}
	f.Add([]byte("version: 1\nname: f\nhooks: [init, preStop, init]\n"))
	f.Add([]byte("version: 2\ncolour: red\n"))
	f.Add([]byte("version: 1\nname: &a f\nmodule: *a\ncpu: .inf\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := catalog(t)
		spec, err := c.DecodeSpec(data)
		if err != nil {
			return
		}
		tree, err := c.Project(spec)
		if err != nil {
			t.Fatalf("it cannot be rendered: %v\n%+v", err, spec)
		}
		written := tree[".fcgen/spec.yaml"].Data
		again, err := c.DecodeSpec(written)
		if err != nil {
			t.Fatalf("it is refused once written: %v\n%s", err, written)
		}
		back, err := c.Project(again)
		if err != nil || !back.Equal(tree) {
			t.Errorf("it reads otherwise once written: %v\n%s", err, written)
		}
	})
}
