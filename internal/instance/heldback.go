package instance

import (
	"fmt"
	"slices"
	"strings"
)

// HeldBack lists, sorted, the variables of this machine that a program does not
// get: not by themselves, nor from s.yaml, the platform or by hand.
func HeldBack(c Config) []string {
	if c.InheritAll {
		return nil
	}
	given := map[string]bool{}
	for _, entry := range environment(c) {
		name, _, _ := strings.Cut(entry, "=")
		given[name] = true
	}
	var names []string
	for _, entry := range c.Environ {
		if name, _, _ := strings.Cut(entry, "="); name != "" && !given[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// missed looks in a program's output for the names of variables that this
// machine has and the program does not get: "DATABASE_URL is not set".
type missed struct {
	names map[string]bool // not told yet
	lines int             // how many more are looked at
	tell  func(name string)
}

// missedLines is how many lines of an instance are looked at: a program that
// floods its log has started without trouble.
const missedLines = 5000

func newMissed(c Config) *missed {
	m := &missed{names: map[string]bool{}, lines: missedLines, tell: c.Missed}
	if c.Missed == nil {
		return m
	}
	for _, name := range HeldBack(c) {
		if strings.Contains(name, "_") && len(name) >= 5 { // DEBUG and EDITOR are words of other meanings, too
			m.names[name] = true
		}
	}
	return m
}

// MissedText says of such a variable what to do about it.
func MissedText(name string) string {
	return fmt.Sprintf("the output names %s, which is set on this machine and was not passed to the program: "+
		"the platform does not have it either. Put it under environmentVariables in s.yaml, or pass it with --env %s", name, name)
}

// HeldBackText says how many variables of this machine a program did not get.
func HeldBackText(n int) string {
	return fmt.Sprintf("%d of the variables that are set on this machine were not passed to the program. "+
		"If it needs one, put it under environmentVariables in s.yaml, or pass it with --env NAME", n)
}

// look takes a line, one at a time.
func (m *missed) look(line string) {
	if m.lines == 0 || len(m.names) == 0 {
		return
	}
	m.lines--
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		if m.names[word] {
			delete(m.names, word)
			m.tell(word)
		}
	}
}
