package conformance

import (
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// TestProve is about what counts as a proof that a hook ran.
func TestProve(t *testing.T) {
	t.Parallel()
	const id = "529eab23-9b3a-4ffc-88c8-9a6860a5b5c3"
	answer := func(status int, body string) instance.HookAnswer {
		return instance.HookAnswer{RequestID: id, Status: status, Body: []byte(body)}
	}
	tests := []struct {
		name                    string
		log                     []string
		unseen                  bool
		hook, beside, elsewhere instance.HookAnswer
		again, stranger, first  instance.HookAnswer // the zero value means beside, elsewhere and none
		want                    Verdict
	}{
		{
			name: "its marker is in the log", log: []string{"FC PreStop Start RequestId: " + id},
			hook: answer(200, "hello"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Pass,
		},
		{
			name: "a marker behind a time", log: []string{"2024-06-26 10:59:23FC PreStop Start RequestId: " + id},
			hook: answer(200, "hello"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Pass,
		},
		{
			name: "the marker of another request", log: []string{"FC PreStop Start RequestId: 1c329951-9a95-4683-8f6d-c1bd2efea3ab"},
			hook: answer(200, "hello"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Fail,
		},
		{
			name: "an access log is no marker", log: []string{"GET /pre-stop 200 " + id, "prestop started " + id},
			hook: answer(200, "hello"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Fail,
		},
		{
			name: "another status than any path", hook: answer(200, ""), beside: answer(404, ""), elsewhere: answer(404, ""), want: Pass,
		},
		{
			name: "another body than any path", hook: answer(200, "stopped"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Pass,
		},
		{
			name: "a catch-all that counts and shows ids",
			hook: answer(200, "call 7 of "+id), beside: answer(200, "call 8 of "+id), elsewhere: answer(200, "call 12 of "+id), want: Fail,
		},
		{
			name: "a catch-all that shows the path",
			hook: answer(200, "you are at /pre-stop"), beside: answer(200, "you are at /pre-stop-0a1b2c3d"), elsewhere: answer(200, "you are at /0a1b2c3d"), want: Fail,
		},
		{
			name: "one function for all paths that goes by the header",
			hook: answer(200, "stopped"), beside: answer(200, "stopped"), elsewhere: answer(200, "hello"), want: Pass,
		},
		{
			name: "the answer of any path, where no log is seen", unseen: true,
			hook: answer(200, "hello"), beside: answer(200, "hello"), elsewhere: answer(200, "hello"), want: Unknown,
		},
		{
			name: "a catch-all that shows the path in capitals",
			hook: answer(200, "YOU ARE AT /PRE-STOP"), beside: answer(200, "YOU ARE AT /PRE-STOP-0A1B2C3D"), elsewhere: answer(200, "YOU ARE AT /0A1B2C3D"), want: Fail,
		},
		{
			name: "a catch-all that knows one header only",
			hook: answer(200, "no call"), beside: answer(200, "no call"), elsewhere: answer(200, "hello"), stranger: answer(200, "no call"), want: Fail,
		},
		{
			name: "a catch-all that never answers twice the same",
			hook: answer(200, "qwerty"), beside: answer(200, "uiop"), again: answer(200, "asdf"), elsewhere: answer(200, "ghjkl"), want: Unknown,
		},
		{
			name: "another status than paths that never answer twice the same",
			hook: answer(200, "qwerty"), beside: answer(404, "uiop"), again: answer(404, "asdf"), elsewhere: answer(404, "ghjkl"), want: Pass,
		},
		{
			name: "a catch-all that greets the first request",
			hook: answer(200, "cold"), beside: answer(200, "warm"), elsewhere: answer(200, "warm"), first: answer(200, "cold"), want: Unknown,
		},
		{
			name: "answers that make no sense",
			hook: answer(200, "hello"), beside: answer(200, "stopped"), elsewhere: answer(200, "hello"), want: Unknown,
		},
		{
			name: "paths that do not answer",
			hook: answer(200, "hello"), beside: answer(0, ""), elsewhere: answer(200, "hello"), want: Unknown,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var lines []instance.Line
			for _, text := range test.log {
				lines = append(lines, instance.Line{Text: text})
			}
			h := preStop()
			or := func(a, otherwise instance.HookAnswer) instance.HookAnswer {
				if a.Status == 0 {
					return otherwise
				}
				return a
			}
			than := siblings{
				beside:    sibling{"/pre-stop-0a1b2c3d", fc.ControlPreStop, test.beside},
				again:     sibling{"/pre-stop-4e5f6a7b", fc.ControlPreStop, or(test.again, test.beside)},
				elsewhere: sibling{"/0a1b2c3d", fc.ControlHTTPInvoke, test.elsewhere},
				stranger:  sibling{"/0a1b2c3d", "/0a1b2c3d", or(test.stranger, test.elsewhere)},
			}
			if test.first.Status != 0 {
				than.first = &sibling{"/pre-stop-8c9d0e1f", fc.ControlPreStop, test.first}
			}
			m := marksOf(lines, h, id)
			m.unseen = test.unseen
			got := prove(h, test.hook, m, than)
			if got.verdict != test.want {
				t.Errorf("got %s (%s), want %s", got.verdict, got.why, test.want)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	const id = "529eab23-9b3a-4ffc-88c8-9a6860a5b5c3"
	h := initializer()
	tests := []struct {
		name  string
		lines []string
		exact bool // both are there, in order
		ran   bool
	}{
		{"both", []string{h.StartMarker(id), "working", h.EndMarker(id)}, true, true},
		{"a failed end", []string{h.StartMarker(id), h.FailedMarker(id)}, true, true},
		{"the wrong order", []string{h.EndMarker(id), h.StartMarker(id)}, false, true},
		{"twice", []string{h.StartMarker(id), h.StartMarker(id), h.EndMarker(id)}, false, true},
		{"no end", []string{h.StartMarker(id)}, false, true},
		{"lower case", []string{"fc initialize start requestid: " + id, "fc initialize end requestid: " + id}, false, true},
		{"something after the id", []string{h.StartMarker(id) + "1", h.EndMarker(id) + "1"}, false, true},
		{"nothing", []string{"POST /initialize " + id}, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var lines []instance.Line
			for _, text := range test.lines {
				lines = append(lines, instance.Line{Text: text})
			}
			m := marksOf(lines, h, id)
			if exact := m.start && m.end && m.ordered; exact != test.exact || m.ran() != test.ran {
				t.Errorf("exact %v, ran %v, want %v and %v", exact, m.ran(), test.exact, test.ran)
			}
		})
	}
}
