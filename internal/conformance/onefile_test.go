package conformance

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestOneFileServers checks what servers in Python and Node get wrong in
// practice: each is right but for one thing, and only that is found.
func TestOneFileServers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language, file string
		wrong          string // what the server is told to do
		cases          []string
		want           []string // of the cases: those that find something
	}{
		{"python3", "server.py", "", []string{"INIT", "STOP", "LOG/1", "INVOKE/1", "INVOKE/9"}, nil},
		{"python3", "server.py", "buffers", []string{"INIT/2", "STOP/2", "LOG/1"}, []string{"LOG/1"}},
		{"python3", "server.py", "control-path", []string{"INIT/2", "INIT/10", "STOP/2", "STOP/14"}, []string{"INIT/10", "STOP/14"}},
		{"python3", "server.py", "echo", []string{"INVOKE/1", "INVOKE/9"}, nil},
		{"node", "server.js", "", []string{"INIT/2", "INIT/10", "STOP/2", "STOP/14", "LOG/1", "INVOKE/1", "INVOKE/7"}, nil},
		{"node", "server.js", "catch-all", []string{"INIT/2", "STOP/1", "STOP/2"}, []string{"STOP/2"}},
		{"node", "server.js", "rejects", []string{"INIT/2", "STOP/2", "INVOKE/1"}, []string{"INVOKE/1"}},
		{"node", "server.js", "idle", []string{"INVOKE/7"}, []string{"INVOKE/7"}},
	} {
		t.Run(c.file+" "+c.wrong, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(c.language)
			if err != nil {
				t.Skipf("there is no %s", c.language)
			}
			file, err := filepath.Abs(filepath.Join("testdata", "onefile", c.file))
			if err != nil {
				t.Fatal(err)
			}
			config := checked(t, "")
			config.Function.Env = map[string]string{"WRONG": c.wrong}
			config.Program.Args, config.Cases = []string{program, file}, c.cases
			config.IdleTime, config.Timeout, config.StartTimeout = 7*time.Second, 20*time.Second, time.Minute
			config.FailInitEnv = ""
			config.slowStart = time.Minute // it is not what a busy machine says
			var found []string
			for _, r := range run(t, config).Results {
				if r.Verdict == Fail || r.Verdict == Warn || r.Verdict == Unknown {
					found = append(found, r.ID)
					t.Logf("%s: %s%s\n%s", r.ID, r.Got, r.Reason, r.Repeat)
				}
			}
			if !slices.Equal(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}
