//go:build unix

package prompt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/fcgen/fcgen/generator"
)

// openWide opens a terminal that says to have that many columns, and shows what
// goes beyond them.
func openWide(t *testing.T, columns uint16) *screenTest {
	t.Helper()
	s := openScreen(t, answersAll)
	s.screen.Resize(300, 60)
	if err := pty.Setsize(s.tty, &pty.Winsize{Rows: 60, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	return s
}

// fits checks every row of the screen.
func (s *screenTest) fits(columns int) {
	s.t.Helper()
	for row := range strings.Lines(s.text()) {
		if row = strings.TrimSuffix(row, theEnd); len([]rune(strings.TrimRight(row, "\n"))) > columns {
			s.t.Errorf("wider than %d columns: %q", columns, row)
		}
	}
}

// TestQuestionsFit: no question, option or help is wider than the terminal.
func TestQuestionsFit(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{80, 40} {
		for _, q := range allQuestions(t) {
			t.Run(fmt.Sprint(columns, " ", q.Key), func(t *testing.T) {
				t.Parallel()
				s := openWide(t, uint16(columns))
				p := s.prompter("NO_COLOR=1")
				finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, q) })
				s.expect("? " + strings.Fields(q.Label)[0])
				if q.Help != "" {
					s.send("?\r"[:1+btoi(q.Kind == Input || q.Kind == Confirm)])
					s.expect("i " + strings.Fields(q.Help)[0])
				}
				s.send("\x03")
				if _, err := finish(); !errors.Is(err, ErrInterrupt) {
					t.Errorf("got the error %v", err)
				}
				s.fits(columns)
			})
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestReviewFits shows a whole review, with names as long as they may be.
func TestReviewFits(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{80, 40} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			t.Parallel()
			s := openWide(t, uint16(columns))
			d := &dialogue{Wizard: Wizard{Catalog: testCatalog(t), Prompter: s.prompter("NO_COLOR=1")}, Outcome: Outcome{Spec: generator.Spec{Name: "f"}}}
			d.flow.steps = d.steps()
			preview := Preview{
				Target: "some/folder", Files: slices.Repeat([]string{"internal/handler.go"}, 12),
				Changes: []string{"replace   README.md  as you chose: a file of yours stands there"},
				Notes:   []string{"the new project is inside the module of /home/you/go.mod; it is a module of its own, which ./... there does not reach"},
			}
			undecided := Preview{Target: "f", Undecided: true, InTheWay: []string{"README.md", ".gitignore"}}
			finish := s.run(func(context.Context) (string, error) {
				return "", errors.Join(
					d.Prompter.Show(d.summary(preview, nil)), d.Prompter.Show(d.summary(undecided, nil)),
					d.Prompter.Show(d.summary(preview, errors.New("the folder of the project is a file, which is not a folder, and so cannot be one"))))
			})
			if _, err := finish(); err != nil {
				t.Error(err)
			}
			s.fits(columns)
		})
	}
}
