package conformance

import (
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// TestMarkerOfNoHook: the case about the marker points to a case that says what
// is wrong, and not to one that was skipped itself.
func TestMarkerOfNoHook(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		hook   string
		answer instance.HookAnswer
		want   string
	}{
		{"a catch-all that greets", "initializer", instance.HookAnswer{Status: 200, Outcome: fc.Succeeded}, "the hook did not run: see INIT/2"},
		{"a catch-all that greets, at the end", "prestop", instance.HookAnswer{Status: 200, Outcome: fc.Succeeded}, "the hook did not run: see STOP/2"},
		{"a catch-all that fails", "initializer", instance.HookAnswer{Status: 500, Outcome: fc.Replace}, "it answers 500: see INIT/1"},
		{"a catch-all that fails, at the end", "prestop", instance.HookAnswer{Status: 500, Outcome: fc.Replace}, "it answers 500: see STOP/1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, _ := fc.HookNamed(test.hook)
			test.answer.Specified = true
			run := &hookRun{hook: h, answer: test.answer, proof: proof{Fail, "a catch-all route answered"}}
			got, proved := hookMarked(run), hookProved(run)
			if got.Verdict != Skip || got.Reason != test.want {
				t.Errorf("got %s because %q, want %q", got.Verdict, got.Reason, test.want)
			}
			if proved.Verdict == Skip && strings.HasSuffix(got.Reason, "/2") {
				t.Errorf("%q points to a case that was skipped because %q", got.Reason, proved.Reason)
			}
		})
	}
}
