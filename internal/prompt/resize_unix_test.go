//go:build unix

package prompt

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// resizable is a prompter on the terminal, and a function that gives the terminal
// another size and says so.
func (s *screenTest) resizable() (*fullTerminal, func(rows, columns uint16)) {
	s.t.Helper()
	p := s.prompter("NO_COLOR=1").(*fullTerminal)
	resized := make(chan os.Signal, 1)
	p.resizes = func() (<-chan os.Signal, func()) { return resized, func() {} }
	return p, func(rows, columns uint16) {
		s.t.Helper()
		s.resize(rows, columns)
		resized <- syscall.SIGWINCH
	}
}

// A resize in the middle of a question leaves what was typed, chosen and answered
// before, at 40 columns and back at 80.
func TestResize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question, expect, typed string // before the first resize
		drawn                   string // last, before and after each of them
		more                    string // typed then
		want                    string
		left                    string // of the question at last
	}{
		{"input", "[f]", "abc\x1b[D\x1b[DX", "X", "\r", "aXbc", "? Name aXbc"},
		{"input", "[f]", "go\rg", "g", "h\r", "gh", "? Name gh"}, // after an answer that was refused
		{"select", "echo", down, "> echo", "\r", "echo", "? Framework echo"},
		{"select", "echo", "net", "> net/http", "\r", "nethttp", "? Framework net/http"},
		{"select", "echo", "netx\x7f\x7f\x7f" + down, "  echo", "\r", "gin", "? Framework gin"},
		{"multiselect", "echo", " " + down + " ", "> [x] gin", "\r", "gin,echo", "? Hooks gin, echo"},
		{"confirm", "[y/N]", "ye", "e", "s\r", Yes, "? Really? Yes"},
	}
	for i, test := range tests {
		t.Run(fmt.Sprint(i, " ", test.question), func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answersAll)
			p, resize := s.resizable()
			finish := s.run(func(ctx context.Context) (string, error) {
				if err := p.Show("  Region\tcn-hangzhou\nA line that tells something about the answers before.\n"); err != nil {
					return "", err
				}
				if _, err := p.Ask(ctx, questions()["must"]); err != nil {
					return "", err
				}
				return p.Ask(ctx, questions()[test.question])
			})
			s.expect("? Name")
			s.send("before\r")
			s.expect("? Name before")
			s.expect(test.expect)
			s.send(test.typed)
			s.expect(test.drawn)
			for _, columns := range []uint16{40, 80} {
				resize(24, columns)
				s.expect("? Name before") // printed again
				s.expect("? " + questions()[test.question].Label + " ")
				s.expect(test.drawn)
			}
			s.send(test.more)
			got, err := finish()
			if got != test.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			want := "  Region  cn-hangzhou\nA line that tells something about the answers before.\n" +
				"Enter: the answer in brackets. ?: help. Shift-Tab: back. Ctrl-C: stop.\n\n? Name before\n" + test.left
			text := strings.TrimSuffix(s.text(), theEnd)
			text = strings.Replace(text, "! the name \"go\" cannot be\n", "", 1)
			if strings.TrimRight(text, "\n") != want {
				t.Errorf("the screen is\n%s\nwant\n%s", text, want)
			}
		})
	}
}

// The size of a real terminal, which says it by a signal, in a process of its own.
func TestResizeSignal(t *testing.T) {
	t.Parallel()
	s := openScreen(t, answersAll)
	cmd := s.start("select", "NO_COLOR=1")
	s.expect("> gin")
	s.send(down)
	s.expect("> echo")
	s.resize(24, 40)
	s.expect("\x1b[H\x1b[J") // the screen is drawn anew
	s.expect("> echo")
	s.send("\r")
	s.expect("answers echo")
	_ = cmd.Wait()
	s.restored()
}
