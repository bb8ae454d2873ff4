//go:build unix

package cli_test

import (
	"io"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creack/pty"
)

// TestHelpFits: on a terminal no line of the help is wider than it. Examples are
// there to be copied, so each stays one line.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"", "help", "help new", "help init", "help add-hook", "help dev", "help check"} {
		for _, columns := range []int{40, 80} {
			cmd := exec.Command("fcgen", strings.Fields(line)...)
			console, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: uint16(columns)})
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(console) // ends with an error of the terminal's on Linux
			_ = console.Close()
			if err := cmd.Wait(); err != nil {
				t.Errorf("%q: %v", line, err)
			}
			if len(text) < 200 {
				t.Errorf("%q says only %q", line, text)
			}
			_, examples, _ := strings.Cut(string(text), "EXAMPLES")
			for row := range strings.Lines(string(text)) {
				row = strings.TrimRight(row, "\r\n")
				example := strings.HasPrefix(row, "  fcgen ") && strings.Contains(examples, row)
				if utf8.RuneCountInString(row) > columns && !example {
					t.Errorf("%q: wider than %d columns: %q", line, columns, row)
				}
			}
		}
	}
}
