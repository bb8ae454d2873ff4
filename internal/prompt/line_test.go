package prompt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// questions has one of each kind.
func questions() map[string]Question {
	options := []Option{
		{Value: "nethttp", Label: "net/http", Summary: "the standard library", Words: "stdlib"},
		{Value: "gin", Summary: "a fast router"}, {Value: "echo"},
	}
	noGo := func(answer string) error {
		if answer == "go" || answer == "" {
			return fmt.Errorf("the name %q cannot be", answer)
		}
		return nil
	}
	return map[string]Question{
		"input":       {Key: "input", Label: "Name", Help: "Any name but go.", Default: "f", Validate: noGo},
		"must":        {Key: "must", Label: "Name", Validate: noGo},
		"select":      {Key: "select", Label: "Framework", Kind: Select, Options: options, Default: "gin"},
		"multiselect": {Key: "multiselect", Label: "Hooks", Kind: MultiSelect, Options: options, Default: "nethttp,echo"},
		"confirm":     {Key: "confirm", Label: "Really?", Kind: Confirm},
		"confirm-yes": {Key: "confirm-yes", Label: "Really?", Kind: Confirm, Default: Yes},
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question, typed string
		want            string
		wantErr         error
		shown           string // something in the output
	}{
		{"input", "\n", "f", nil, "\nName [f]: "},
		{"input", "g\n", "g", nil, ""},
		{"input", "  g\r\n", "g", nil, ""},
		{"input", "g", "g", nil, ""},
		{"input", "go\ng\n", "g", nil, "! the name \"go\" cannot be\nName [f]: "},
		{"input", "?\ng\n", "g", nil, "Any name but go.\n"},
		{"must", "\n\ng\n", "g", nil, "! the name \"\" cannot be\nName: "},
		{"must", "?\ng\n", "g", nil, "There is no help for this question.\n"},
		{"input", "a\x1b[12;7Rb\x1b[A\x1b\n", "ab", nil, ""},
		{"input", "back\n", "", ErrBack, ""},
		{"input", "<\n", "", ErrBack, ""},
		{"input", "", "", ErrEOF, ""},
		{"input", "go\n", "", ErrEOF, ""},
		{"input", "\x03\n", "", ErrInterrupt, ""},
		{"select", "\n", "gin", nil, "Framework:\n  1. net/http - the standard library\n  2. gin - a fast router\n  3. echo\nFramework, number or name [gin]: "},
		{"select", "1\n", "nethttp", nil, ""},
		{"select", "NetHTTP\n", "nethttp", nil, ""},
		{"select", "net/http\n", "nethttp", nil, ""},
		{"select", "0\n4\nchi\n3\n", "echo", nil, "! there is no number 0: choose 1 to 3\nFramework, number or name [gin]: ! there is no number 4: choose 1 to 3\nFramework, number or name [gin]: ! \"chi\" is none of the choices\n"},
		{"select", "back\n", "", ErrBack, ""},
		{"select", "std\n", "nethttp", nil, ""},
		{"select", "fast\nGI\n", "gin", nil, "! \"fast\" is none of the choices\n"},
		{"select", "h\necho\n", "echo", nil, "! \"h\" can be net/http or echo: type more of it\n"},
		{"multiselect", "\n", "nethttp,echo", nil, "Hooks, numbers or names with commas between, or none [net/http, echo]: "},
		{"multiselect", "3, 1\n", "nethttp,echo", nil, ""},
		{"multiselect", "echo gin echo\n", "gin,echo", nil, ""},
		{"multiselect", "stdlib,ec\n", "nethttp,echo", nil, ""},
		{"multiselect", "none\n", "", nil, ""},
		{"multiselect", "-\n", "", nil, ""},
		{"multiselect", "1,5\n2\n", "gin", nil, "! there is no number 5: choose 1 to 3\n"},
		{"confirm", "\n", No, nil, "\nReally? yes or no [no]: "},
		{"confirm", "YES\n", Yes, nil, ""},
		{"confirm", "maybe\ny\n", Yes, nil, "! \"maybe\" is neither yes nor no\n"},
		{"confirm", "", "", ErrEOF, ""},
		{"confirm-yes", "\n", Yes, nil, "\nReally? yes or no [yes]: "},
		{"confirm-yes", "n\n", No, nil, ""},
		{"confirm-yes", "", "", ErrEOF, ""},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s %q", test.question, test.typed), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			got, err := NewLine(strings.NewReader(test.typed), &out).Ask(context.Background(), questions()[test.question])
			if got != test.want || !errors.Is(err, test.wantErr) {
				t.Errorf("got %q and the error %v, want %q and %v", got, err, test.want, test.wantErr)
			}
			if !strings.Contains(out.String(), test.shown) {
				t.Errorf("output:\n%s\nwant in it:\n%s", out.String(), test.shown)
			}
			if i := strings.IndexFunc(out.String(), func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("the output %q has a control character at %d", out.String(), i)
			}
		})
	}
}

// A whole dialogue over a pipe, in chunks that do not respect lines.
func TestLineWizard(t *testing.T) {
	t.Parallel()
	typed := "go\nback\nmyfunc\n\n9\n2\nback\nEcho\n?\ninitializer\n\n\u65b0\u52a0\u5761\n\n" + // name to more
		"change\n1\nother\ndiff\n\nback\nwrite\n"
	in, w := io.Pipe()
	go func() {
		for chunk := range strings.SplitSeq(typed, "e") {
			_, _ = io.WriteString(w, chunk)
			_, _ = io.WriteString(w, "e")
		}
		_ = w.Close()
	}()
	var out writes
	got, err := Wizard{Prompter: NewLine(in, &out), Catalog: testCatalog(t), Preview: testPreview}.Run(context.Background(), Outcome{})
	if err != nil {
		t.Fatalf("Run: %v\n%s", err, out.String())
	}
	want := completed(t, func(s *generator.Spec) {
		s.Name, s.Framework, s.Hooks, s.Region = "other", "echo", []string{"initializer"}, "ap-southeast-1"
	})
	if !sameSpec(got.Spec, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if n := strings.Count(out.String(), "Enter accepts the answer in brackets"); n != 1 {
		t.Errorf("the keys are explained %d times, want once", n)
	}
	for _, written := range out { // what is typed, and its end, is not among it
		for text := range strings.Lines(written) {
			if len(text) > 81 {
				t.Errorf("a line of %d columns: %s", len(text)-1, text)
			}
		}
	}
}

// writes remembers every write by itself.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}

func (w writes) String() string { return strings.Join(w, "") }

// The end of the context ends a question that nobody answers.
func TestLineContext(t *testing.T) {
	t.Parallel()
	in, w := io.Pipe()
	defer func() { _ = w.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	p := NewLine(in, io.Discard)
	done := make(chan error)
	go func() {
		_, err := p.Ask(ctx, questions()["input"])
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, ErrInterrupt) {
		t.Errorf("got the error %v, want %v", err, ErrInterrupt)
	}
}

func TestTypedAnswers(t *testing.T) {
	t.Parallel()
	p := NewLine(strings.NewReader("yes\nnone\n1,2\n"), io.Discard)
	ctx := context.Background()
	if sure, err := AskConfirm(ctx, p, questions()["confirm"]); !sure || err != nil {
		t.Errorf("AskConfirm = %v, %v", sure, err)
	}
	if got, err := AskMany(ctx, p, questions()["multiselect"]); got == nil || len(got) != 0 || err != nil {
		t.Errorf("AskMany = %#v, %v, want an empty slice", got, err)
	}
	if got, err := AskMany(ctx, p, questions()["multiselect"]); len(got) != 2 || got[0] != "nethttp" || got[1] != "gin" || err != nil {
		t.Errorf("AskMany = %#v, %v, want nethttp and gin", got, err)
	}
}
