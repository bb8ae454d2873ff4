package conformance

import (
	"fmt"
	"strings"
)

// Finding is one place where a static rule does not hold.
type Finding struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // from 1; 0 for the file as a whole
	Message string `json:"message"`
}

func (f Finding) String() string {
	switch {
	case f.File == "":
		return f.Message
	case f.Line == 0:
		return f.File + ": " + f.Message
	default:
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
}

// judge is the result of a static rule: it passes, with what was seen, if
// nothing was found.
func judge(findings []Finding, seen string, args ...any) Result {
	if len(findings) == 0 {
		return passed(seen, args...)
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	r := failed("%s", strings.Join(lines, "\n"))
	r.File, r.Line, r.Findings = findings[0].File, findings[0].Line, findings
	return r
}
