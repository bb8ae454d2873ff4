package conformance

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
)

// transcript keeps the lines of a process, the newest maxLines of them.
type transcript struct {
	mu      sync.Mutex
	kept    []instance.Line
	dropped int
	changed chan struct{} // closed at the next line
}

// maxLines is more than any case prints, and little enough for a flood.
const maxLines = 20_000

func newTranscript() *transcript { return &transcript{changed: make(chan struct{})} }

func (t *transcript) add(l instance.Line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.kept) == maxLines {
		drop := maxLines / 2
		t.kept = slices.Delete(t.kept, 0, drop)
		t.dropped += drop
	}
	t.kept = append(t.kept, l)
	close(t.changed)
	t.changed = make(chan struct{})
}

// count is the number of lines so far.
func (t *transcript) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.dropped + len(t.kept)
}

// since returns the lines from the n-th on that are still kept.
func (t *transcript) since(n int) []instance.Line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.kept[min(max(n-t.dropped, 0), len(t.kept)):])
}

// waitFor waits until the lines are as wanted, at most limit, and returns them.
func (t *transcript) waitFor(ctx context.Context, limit time.Duration, wanted func([]instance.Line) bool) []instance.Line {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		t.mu.Lock()
		lines, changed := slices.Clone(t.kept), t.changed
		t.mu.Unlock()
		if wanted(lines) {
			return lines
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return lines
		}
	}
}

// tail is the last n lines as text.
func (t *transcript) tail(n int) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var texts []string
	for _, l := range t.kept[max(len(t.kept)-n, 0):] {
		texts = append(texts, l.Text)
	}
	return texts
}

// containing are the lines that contain every one of the words.
func containing(lines []instance.Line, words ...string) []string {
	var found []string
	for _, l := range lines {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l.Text, w) }) {
			found = append(found, l.Text)
		}
	}
	return found
}
