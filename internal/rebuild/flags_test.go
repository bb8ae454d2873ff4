package rebuild

import (
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"
)

func TestBuildFlags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		debug   bool
		environ []string
		want    []string
	}{
		{"plain", false, nil, []string{"-buildvcs=false", "-ldflags=-w"}},
		{"a person's own linker flags", false, []string{"GOFLAGS=-mod=mod -ldflags=-X=main.v=1"}, []string{"-buildvcs=false"}},
		{"the last setting counts", false, []string{"GOFLAGS=-ldflags=-s", "GOFLAGS=-mod=mod"}, []string{"-buildvcs=false", "-ldflags=-w"}},
		{"for a debugger", true, []string{"GOFLAGS=-trimpath"}, []string{"-buildvcs=false", "-gcflags=all=-N -l", "-trimpath=false"}},
	} {
		if got := buildFlags(c.debug, c.environ); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A program for a debugger has its tables, and another one does not.
func TestBuildForADebugger(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("reads ELF files")
	}
	dir := source(t, map[string]string{"go.mod": "module example.com/f\n", "main.go": says("one")})
	for _, debug := range []bool{false, true} {
		b, err := NewBuilder(Source{Dir: dir, Environ: append(os.Environ(), "GOWORK=", "GOFLAGS=-trimpath"), Debug: debug})
		if err != nil {
			t.Fatal(err)
		}
		made := b.Build(t.Context())
		if got := output(t, made); got != "one" {
			t.Errorf("debug %v: got %q", debug, got)
		}
		info, err1 := buildinfo.ReadFile(made.Binary)
		file, err2 := elf.Open(made.Binary)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		trimmed := false
		for _, s := range info.Settings {
			trimmed = trimmed || s.Key == "-trimpath" && s.Value == "true"
		}
		if _, err := file.DWARF(); (err == nil) != debug || trimmed == debug {
			t.Errorf("debug %v: its tables: %v; without paths: %v", debug, err, trimmed)
		}
		if err := errors.Join(file.Close(), b.Close()); err != nil {
			t.Error(err)
		}
	}
}
