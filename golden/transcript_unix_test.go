//go:build unix

package golden

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// transcript collects what a process writes.
type transcript struct {
	mu      sync.Mutex
	stdout  strings.Builder
	stderr  strings.Builder
	broken  []string // writes to stdout that were not one whole line
	readers sync.WaitGroup
}

// read collects from r, which is stdout or stderr, until its end. With
// perWrite each read gives what one write of the process held.
func (tr *transcript) read(r io.ReadCloser, name string, perWrite bool) {
	tr.readers.Go(func() {
		defer r.Close()
		for buf := make([]byte, 1<<18); ; {
			n, err := r.Read(buf)
			tr.add(name, string(buf[:n]), perWrite)
			if err != nil {
				return
			}
		}
	})
}

func (tr *transcript) add(name, text string, perWrite bool) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if name == "stderr" {
		tr.stderr.WriteString(text)
		return
	}
	tr.stdout.WriteString(text)
	if perWrite && text != "" && strings.Index(text, "\n") != len(text)-1 {
		tr.broken = append(tr.broken, text)
	}
}

// wait returns when both streams have ended.
func (tr *transcript) wait() { tr.readers.Wait() }

func (tr *transcript) String() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return "--- stdout\n" + tr.stdout.String() + "--- stderr\n" + tr.stderr.String()
}

// lines returns the whole lines of stdout so far.
func (tr *transcript) lines() []string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	all := strings.Split(tr.stdout.String(), "\n")
	return all[:len(all)-1]
}

// markers returns the lines so far in which hooks say that they start and end.
func (tr *transcript) markers() []string {
	var found []string
	for _, line := range tr.lines() {
		if strings.HasPrefix(line, "FC ") {
			found = append(found, line)
		}
	}
	return found
}

// waitMarkers waits until hooks have written n lines, and returns them. What a
// process wrote arrives here a little later.
func (tr *transcript) waitMarkers(t *testing.T, n int) []string {
	t.Helper()
	for deadline := time.Now().Add(patience); len(tr.markers()) < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the hooks wrote %q, want %d lines\n%s", tr.markers(), n, tr)
		}
	}
	return tr.markers()
}

// waitRequest waits for a log record that carries the request id.
func (tr *transcript) waitRequest(t *testing.T, id string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		for _, record := range tr.records(t) {
			if record["requestId"] == id {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("no log record carries the request id %s\n%s", id, tr)
		}
	}
}

// records decodes the structured lines so far.
func (tr *transcript) records(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for _, line := range tr.lines() {
		if strings.HasPrefix(line, "FC ") {
			continue
		}
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Errorf("a line on stdout is neither a hook's marker nor a JSON object: %q", line)
			continue
		}
		all = append(all, record)
	}
	return all
}

// check holds the whole output against what any project may write: markers
// and slog records, each in one write, and nobody's keys.
func (tr *transcript) check(t *testing.T) {
	t.Helper()
	for _, record := range tr.records(t) {
		when, _ := record["time"].(string)
		if _, err := time.Parse(time.RFC3339Nano, when); err != nil {
			t.Errorf("the log record %v has no time: %v", record, err)
		}
		if record["level"] == nil || record["msg"] == nil {
			t.Errorf("the log record %v has no level or no message", record)
		}
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if tr.stderr.Len() > 0 {
		t.Errorf("something was written to stderr:\n%s", tr.stderr.String())
	}
	for _, text := range tr.broken {
		t.Errorf("one write to stdout held %q, want exactly one line", text)
	}
	if err := holdsSecret(tr.stdout.String() + tr.stderr.String()); err != nil {
		t.Error(err)
	}
}

// holdsSecret is an error if the text gives away a key. It does not repeat the text.
func holdsSecret(text string) error {
	for _, secret := range secrets() {
		if strings.Contains(text, secret) {
			return fmt.Errorf("the key %q came out of the project", secret)
		}
	}
	return nil
}
