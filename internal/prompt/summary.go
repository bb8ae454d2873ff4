package prompt

import (
	"fmt"
	"strings"
)

// summary lists the answers and the files, or what stands in their way.
func (d *dialogue) summary(preview Preview, problem error) string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, o := range answersOf(d.flow.steps) {
		fmt.Fprintf(&b, "  %s\t%s\n", o.Label, o.Summary)
	}
	b.WriteByte('\n')
	switch {
	case problem != nil:
		fmt.Fprintf(&b, "This cannot be written: %v\n\n", problem)
		return b.String()
	case preview.Undecided:
		fmt.Fprintf(&b, "%s already has %d of the project's files:\n  %s\nChoose what happens to yours; nothing has been written yet.\n\n",
			preview.Target, len(preview.InTheWay), strings.Join(preview.InTheWay, "  "))
		return b.String()
	}
	fmt.Fprintf(&b, "%s in %s:\n", files(len(preview.Files)), preview.Target)
	if len(preview.Files) > 0 {
		fmt.Fprintf(&b, "  %s\n", strings.Join(preview.Files, "  "))
	}
	for _, line := range preview.Changes {
		fmt.Fprintf(&b, "%s\n", line)
	}
	for _, note := range preview.Notes {
		fmt.Fprintf(&b, "Note: %s\n", note)
	}
	b.WriteByte('\n')
	return b.String()
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}
