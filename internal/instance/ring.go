package instance

import (
	"slices"
	"sync"
)

// What is kept of a program's last output.
const (
	keptLines = 500
	keptBytes = 1 << 20
)

// ring keeps the last lines. The zero value is empty.
type ring struct {
	mu    sync.Mutex
	lines [keptLines]Line
	next  int // where the next line goes
	count int
	bytes int
}

func (r *ring) add(lines []Line) {
	if len(lines) > keptLines {
		lines = lines[len(lines)-keptLines:]
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range lines {
		if r.count == keptLines {
			r.drop()
		}
		r.lines[r.next] = line
		r.next = (r.next + 1) % keptLines
		r.count++
		r.bytes += len(line.Text)
	}
	for r.bytes > keptBytes {
		r.drop()
	}
}

// drop forgets the oldest line.
func (r *ring) drop() {
	oldest := &r.lines[r.oldest()]
	r.bytes -= len(oldest.Text)
	*oldest = Line{}
	r.count--
}

func (r *ring) oldest() int { return (r.next - r.count + keptLines) % keptLines }

// tail is the last lines, at most n, the oldest first.
func (r *ring) tail(n int) []Line {
	r.mu.Lock()
	defer r.mu.Unlock()
	n = max(0, min(n, r.count))
	lines := slices.Grow([]Line(nil), n)
	for i := range n {
		lines = append(lines, r.lines[(r.next-n+i+keptLines)%keptLines])
	}
	return lines
}
