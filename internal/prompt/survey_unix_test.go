//go:build unix

package prompt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/generator"
)

const (
	shiftTab = "\x1b[Z"
	down     = "\x1b[B"
	altX     = "\x1bx"
)

func TestSurvey(t *testing.T) {
	t.Parallel()
	type exchange struct{ expect, send string }
	tests := []struct {
		name, question string
		exchanges      []exchange
		want           string
		wantErr        error
		shown          string // the question's rest on the screen
	}{
		{"input", "input", []exchange{{"? Name [f]", "g\r"}}, "g", nil, "? Name g"},
		{"the default of an input", "input", []exchange{{"? Name [f]", "\r"}}, "f", nil, "? Name f"},
		{"a wrong input, then a right one", "input", []exchange{{"[f]", "go\r"}, {`! the name "go" cannot be`, ""}, {"? Name [f]", "g\r"}}, "g", nil, "! the name \"go\" cannot be\n? Name g"},
		{"the help of an input", "input", []exchange{{"[f]", "?\r"}, {"i Any name but go.", ""}, {"? Name [f]", "g\r"}}, "g", nil, "? Name g"},
		{"an edited input", "input", []exchange{{"[f]", "ax\x7f"}, {"x", "\x1b[Hb"}, {"a", "\x1b[4~c\r"}}, "bac", nil, "? Name bac"},
		{"back from an input", "input", []exchange{{"[f]", "g" + shiftTab}}, "", ErrBack, "? Name < back"},
		{"back by Ctrl-B", "input", []exchange{{"[f]", "\x02"}}, "", ErrBack, "? Name < back"},
		{"Ctrl-C in an input", "input", []exchange{{"[f]", "g\x03"}}, "", ErrInterrupt, "? Name [f]"},
		{"Ctrl-D in an input", "input", []exchange{{"[f]", "\x04"}}, "", ErrEOF, "? Name [f]"},
		{"keys that survey does not know", "input", []exchange{{"[f]", altX + "\x1b[200~g\x1b[1;5C\x1bOP\r"}}, "g", nil, "? Name g"},
		{"select", "select", []exchange{{"echo", down + "\r"}}, "echo", nil, "? Framework echo"},
		{"the default of a select", "select", []exchange{{"echo", "\r"}}, "gin", nil, "? Framework gin"},
		{"a filtered select", "select", []exchange{{"echo", "net"}, {"Framework net", "\r"}}, "nethttp", nil, "? Framework net/http"},
		{"a select filtered by another name", "select", []exchange{{"echo", "stdl"}, {"Framework stdl", "\r"}}, "nethttp", nil, "? Framework net/http"},
		{"a letter that would leave no option", "select", []exchange{{"echo", "ecx\x7fcho"}, {"Framework echo", "\r"}}, "echo", nil, "? Framework echo"},
		{"a question mark where there is no help", "select", []exchange{{"echo", "?"}, {"\a", "\r"}}, "gin", nil, "? Framework gin"},
		{"only letters that no option has", "select", []exchange{{"echo", "zzz" + down}, {"> echo", "\r"}}, "echo", nil, "? Framework echo"},
		{"a filter that is cleared", "select", []exchange{{"echo", "ec"}, {"Framework ec", "\x17gi"}, {"Framework gi", "\x18"}, {"net/http", "\r"}}, "nethttp", nil, "? Framework net/http"},
		{"back from a select", "select", []exchange{{"echo", down + shiftTab}}, "", ErrBack, "? Framework < back"},
		{"Ctrl-C in a select", "select", []exchange{{"echo", "\x03"}}, "", ErrInterrupt, "  echo"},
		{"Ctrl-D in a select", "select", []exchange{{"echo", "\x04"}}, "", ErrEOF, "  echo"},
		{"multiselect", "multiselect", []exchange{{"echo", " " + down + " \r"}}, "gin,echo", nil, "? Hooks gin, echo"},
		{"the default of a multiselect", "multiselect", []exchange{{"echo", "\r"}}, "nethttp,echo", nil, "? Hooks net/http, echo"},
		{"a multiselect in which letters would leave no option", "multiselect", []exchange{{"echo", "q?gz"}, {"Hooks g", " "}, {"[x] gin", "ec "}, {"[ ] echo", "\r"}}, "nethttp,gin", nil, "? Hooks net/http, gin"},
		{"none of a multiselect", "multiselect", []exchange{{"echo", "\x1b[D\r"}}, "", nil, "? Hooks none"},
		{"back from a multiselect", "multiselect", []exchange{{"echo", shiftTab}}, "", ErrBack, "? Hooks < back"},
		{"Ctrl-C in a multiselect", "multiselect", []exchange{{"echo", "\x03"}}, "", ErrInterrupt, "  [x] echo"},
		{"confirm", "confirm", []exchange{{"[y/N]", "y\r"}}, Yes, nil, "? Really? Yes"},
		{"the default of a confirm", "confirm", []exchange{{"[y/N]", "\r"}}, No, nil, "? Really? No"},
		{"a wrong confirm, then a right one", "confirm-yes", []exchange{{"[Y/n]", "maybe\r"}, {"not a valid answer", ""}, {"[Y/n]", "no\r"}}, No, nil, "? Really? No"},
		{"Ctrl-D does not confirm", "confirm-yes", []exchange{{"[Y/n]", "\x04"}}, "", ErrEOF, "? Really? [Y/n]"},
		{"back from a confirm", "confirm", []exchange{{"[y/N]", shiftTab}}, "", ErrBack, "? Really? < back"},
		{"Ctrl-C in a confirm", "confirm", []exchange{{"[y/N]", "\x03"}}, "", ErrInterrupt, "? Really? [y/N]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answersAll)
			p := s.prompter("NO_COLOR=1")
			finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, questions()[test.question]) })
			for _, e := range test.exchanges {
				s.expect(e.expect)
				s.send(e.send)
			}
			got, err := finish()
			if got != test.want || !errors.Is(err, test.wantErr) {
				t.Errorf("got %q and the error %v, want %q and %v", got, err, test.want, test.wantErr)
			}
			text := strings.TrimRight(strings.TrimSuffix(s.text(), theEnd), "\n")
			if text != test.shown && !strings.HasSuffix(text, "\n"+test.shown) {
				t.Errorf("the screen is\n%s\nwant at its end\n%s", text, test.shown)
			}
			if strings.Contains(s.raw.String(), "\x1b[0m") || strings.Contains(s.raw.String(), "\x1b[1;") {
				t.Errorf("there is colour in spite of NO_COLOR: %q", s.raw.String())
			}
		})
	}
}

// What is typed before the question, or while the terminal is asked where its
// cursor is, is not lost.
func TestSurveyTypedAhead(t *testing.T) {
	t.Parallel()
	s := openScreen(t, answersAll)
	s.send("RgR\r")
	p := s.prompter()
	finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, questions()["input"]) })
	if got, err := finish(); got != "RgR" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestSurveyWizard(t *testing.T) {
	t.Parallel()
	s := openScreen(t, answersAll)
	w := Wizard{Prompter: s.prompter(), Catalog: testCatalog(t), Preview: testPreview}
	var got Outcome
	finish := s.run(func(ctx context.Context) (_ string, err error) {
		got, err = w.Run(ctx, Outcome{})
		return "", err
	})
	for _, e := range []struct{ expect, send string }{
		{"Name of the function", shiftTab}, // the first: it stays
		{"Name of the function", "2\r"},
		{"position 1", ""},
		{"Name of the function", "f\r"},
		{"event -", shiftTab},
		{"Name of the function", "\r"}, // has kept f
		{"event -", "\r"},
		{"nethttp", "gin\r"},
		{"prestop", " \r"},
		{"custom-container", "\r"},
		{"cn-hangzhou", "新加坡\r"},
		{"Trigger", "Port\r"},
		{"[9000]", "80\r"},
		{"Folder", "\r"},
		{"stop - write nothing", "change\r"},
		{"Folder - f", "framework\r"},
		{"nethttp", "echo\r"},
		{"stop - write nothing", "diff\r"},
		{"Which file?", "echo\r"},
		{"+++ echo.go", ""},
		{"back - to the review", "\r"}, // the next one
		{"stop - write nothing", shiftTab},
		{"Folder", "\r"},
		{"stop - write nothing", "\r"},
	} {
		s.expect(e.expect)
		s.send(e.send)
	}
	if _, err := finish(); err != nil {
		t.Fatal(err)
	}
	want := completed(t, func(s *generator.Spec) {
		s.Framework, s.Hooks, s.Region, s.Port = "echo", []string{"prestop"}, "ap-southeast-1", 80
	})
	if !sameSpec(got.Spec, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if os.Getenv("NO_COLOR") == "" && os.Getenv("CLICOLOR") != "0" && !strings.Contains(s.raw.String(), "\x1b[0m") {
		t.Error("there is no colour")
	}
}

// Each kind of question leaves no traces of itself on a terminal that is
// narrower than its texts and lower than its options.
func TestSurveySmallTerminal(t *testing.T) {
	t.Parallel()
	s := openScreen(t, answersAll)
	s.resize(8, 30)
	p := s.prompter("NO_COLOR=1")
	q := Question{Key: "region", Label: "Region", Kind: Select, Default: "r-1"}
	for _, c := range "0123456789ABCDEFGH" {
		q.Options = append(q.Options, Option{Value: "r-" + string(c), Summary: "somewhere in the east of the country"})
	}
	finish := s.run(func(ctx context.Context) (string, error) {
		if _, err := p.Ask(ctx, questions()["input"]); err != nil {
			return "", err
		}
		return p.Ask(ctx, q)
	})
	s.expect("[f]")
	s.send("g\r")
	s.expect("> r-1")
	s.send(down + down)
	s.expect("> r-3")
	s.send(down + "\r")
	if got, err := finish(); got != "r-4" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, want := strings.TrimLeft(strings.TrimSuffix(s.text(), theEnd), "\n"), "? Name g\n? Region r-4\n"; got != want { // the rest has scrolled away
		t.Errorf("the screen is\n%s\nwant\n%s", got, want)
	}
}

// A terminal that never says where its cursor is, or stops saying it, gets the
// same question line by line; answers given before are kept.
func TestSurveySilentTerminal(t *testing.T) {
	t.Parallel()
	for _, answers := range []int{0, 1, 2, 3} {
		t.Run(fmt.Sprint(answers), func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answers)
			p := s.prompter().(*fullTerminal)
			p.keyboard.replyWait = 200 * time.Millisecond
			var first string
			finish := s.run(func(ctx context.Context) (_ string, err error) {
				if first, err = p.Ask(ctx, questions()["select"]); err != nil {
					return "", err
				}
				return p.Ask(ctx, questions()["input"])
			})
			if answers > 0 {
				s.expect("echo")
				s.send(down + "\r")
			} else {
				s.expect("This terminal cannot show menus (the terminal does not answer).")
				s.expect("number or name [gin]:")
				s.send("echo\r")
			}
			if answers < 3 {
				s.expect("Name [f]: ")
				s.send("\x1b[3;5Rlate\r") // and what was the reply
			} else {
				s.expect("? Name")
				s.send("late\r")
			}
			got, err := finish()
			if first != "echo" || got != "late" || err != nil {
				t.Errorf("got %q, %q, %v, want echo and late", first, got, err)
			}
		})
	}
}

// Ctrl-C works while the terminal is asked and does not answer.
func TestSurveySilentTerminalInterrupt(t *testing.T) {
	t.Parallel()
	s := openScreen(t, 0)
	p := s.prompter()
	finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, questions()["input"]) })
	s.expect(cursorQuery)
	s.send("\x03")
	if _, err := finish(); !errors.Is(err, ErrInterrupt) {
		t.Errorf("got the error %v, want %v", err, ErrInterrupt)
	}
}

// A panic in survey, here over an option that is not there, ends in line mode.
func TestSurveyPanic(t *testing.T) {
	t.Parallel()
	s := openScreen(t, answersAll)
	p := s.prompter()
	q := questions()["input"]
	q.Validate = func(answer string) error {
		if answer == "x" {
			panic("a nil pointer")
		}
		return nil
	}
	finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, q) })
	s.expect("[f]")
	s.send("x\r")
	s.expect("cannot show menus (survey: a nil pointer)")
	s.expect("Name [f]: ")
	s.send("y\r")
	if got, err := finish(); got != "y" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// The end of the caller's context ends every kind of question.
func TestSurveyContext(t *testing.T) {
	t.Parallel()
	for name, q := range questions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answersAll)
			p := s.prompter()
			ctx, cancel := context.WithCancel(context.Background())
			finish := s.run(func(context.Context) (string, error) { return p.Ask(ctx, q) })
			s.expect("? " + q.Label)
			time.Sleep(20 * time.Millisecond)
			cancel()
			if _, err := finish(); !errors.Is(err, ErrInterrupt) {
				t.Errorf("got the error %v, want %v", err, ErrInterrupt)
			}
		})
	}
}

// Where no key goes back, as on Windows, a choice does.
func TestSurveyBackChoice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question, expect, send string
		want                   string
		wantErr                error
	}{
		{"input", "[f]", "<\r", "", ErrBack},
		{"input", "[f]", "g\r", "g", nil},
		{"select", backLabel, down + down + "\r", "", ErrBack},
		{"select", backLabel, down + "\r", "echo", nil},
		{"multiselect", backLabel, "\x1b[A \r", "", ErrBack},
		{"multiselect", backLabel, " \r", "echo", nil},
		{"confirm", backLabel, "back\r", "", ErrBack},
		{"confirm", backLabel, "\r", No, nil},
		{"confirm-yes", backLabel, "\r", Yes, nil},
	}
	for _, test := range tests {
		t.Run(test.question+" "+test.want, func(t *testing.T) {
			t.Parallel()
			s := openScreen(t, answersAll)
			p := s.prompter().(*fullTerminal)
			p.ownKeys = false
			finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, questions()[test.question]) })
			s.expect(test.expect)
			s.send(test.send)
			if got, err := finish(); got != test.want || !errors.Is(err, test.wantErr) {
				t.Errorf("got %q and the error %v, want %q and %v", got, err, test.want, test.wantErr)
			}
		})
	}
}

// A dumb terminal gets no control sequence at all.
func TestLineTerminal(t *testing.T) {
	t.Parallel()
	s := openScreen(t, 0)
	p := s.prompter("TERM=dumb")
	finish := s.run(func(ctx context.Context) (string, error) { return p.Ask(ctx, questions()["select"]) })
	s.expect("number or name [gin]: ")
	s.send("3\r")
	if got, err := finish(); got != "echo" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if strings.Contains(s.raw.String(), "\x1b") {
		t.Errorf("there are control sequences: %q", s.raw.String())
	}
}
