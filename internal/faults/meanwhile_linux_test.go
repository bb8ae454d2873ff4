package faults

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A person saves a file while a run prepares to change it. The run then says so
// and changes nothing, and what the person saved is there.
func TestFileChangesMeanwhile(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is needed: apt-get install strace")
	}
	for _, c := range changes() {
		file := map[string]string{"add-hook": "f/s.yaml", "remove-hook": "f/s.yaml", "update": "f/Makefile", "undo": "f/s.yaml", "foreign-add-hook": "shop/main.go"}[c.name]
		if file == "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t, c)
			s.reset(t)
			var said bytes.Buffer
			// The run waits before it forces what it has prepared to the disk.
			cmd := s.prepared(append([]string{strace, "-f", "-qq", "-o", os.DevNull, "-e", "trace=fsync", "-e", "inject=fsync:delay_enter=300000", fcgen}, s.command...)...)
			cmd.Stdout, cmd.Stderr = &said, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			prepared := filepath.Join(s.work(), filepath.Dir(file), ".fcgen-tmp", "new", "0")
			for range 2000 {
				if _, err := os.Lstat(prepared); err == nil {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			name := filepath.Join(s.work(), file)
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			put(t, s.work(), file, string(data)+"# mine\n")
			if err := cmd.Wait(); err == nil || !strings.Contains(said.String(), "nothing was changed") {
				t.Errorf("got error %v, and it said %s", err, &said)
			}
			now := read(t, s.work())
			if !strings.HasSuffix(now[file], "# mine\n") {
				t.Errorf("what was saved is gone: %q", now[file])
			}
			now[file] = s.before[file]
			if !maps.Equal(now, s.before) {
				t.Errorf("the run left %s", now.differences(s.before))
			}
		})
	}
}
