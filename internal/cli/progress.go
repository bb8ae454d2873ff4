package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/conformance"
)

// progress is a line on a terminal that says how far a check is.
type progress struct {
	p       *program
	shown   bool
	style   style
	cases   int
	done    int
	running []string
}

func (p *program) newProgress(cases int) *progress {
	style := p.styleOf(p.Stderr)
	return &progress{p: p, shown: style.terminal, style: style, cases: cases}
}

func (l *progress) tell(c conformance.Case, result *conformance.Result) {
	if result == nil {
		l.running = append(l.running, c.ID)
	} else {
		l.done++
		l.running = slices.DeleteFunc(l.running, func(id string) bool { return id == c.ID })
	}
	if l.shown {
		text := l.p.msg.sprintf("%d of %d  %s", l.done, l.cases, strings.Join(l.running, " "))
		fmt.Fprintf(l.p.Stderr, "\r\x1b[K%s", l.style.dim(text[:min(len(text), columns-1)]))
	}
}

// end takes the line away.
func (l *progress) end() {
	if l.shown {
		fmt.Fprint(l.p.Stderr, "\r\x1b[K")
	}
}
