package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/conformance"
)

// TestProgress shows the line on a terminal, and none elsewhere.
func TestProgress(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{true, false} {
		var errs bytes.Buffer
		l := newProgram(Env{Stderr: &errs, Environ: []string{}}).newProgress(3)
		l.shown = l.shown || terminal
		one, two := conformance.Case{ID: "INIT/1"}, conformance.Case{ID: "STOP/1"}
		l.tell(one, nil)
		l.tell(two, nil)
		l.tell(one, &conformance.Result{})
		l.end()
		want := ""
		if terminal {
			want = "0 of 3  INIT/1|0 of 3  INIT/1 STOP/1|1 of 3  STOP/1|"
		}
		if got := strings.TrimPrefix(strings.ReplaceAll(errs.String(), "\r\x1b[K", "|"), "|"); got != want {
			t.Errorf("terminal %v: got %q, want %q", terminal, got, want)
		}
	}
}
