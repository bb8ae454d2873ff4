package prompt

import (
	"fmt"
	"os"
	"runtime"

	"github.com/mattn/go-isatty"
)

// Streams is where questions are asked, and the environment that says how.
type Streams struct {
	In, Out *os.File
	Env     func(key string) string // as os.Getenv
}

// NoTerminal is the error of Choose where nobody can be asked.
type NoTerminal struct{ Why string }

func (e *NoTerminal) Error() string { return "nobody can be asked: " + e.Why }

// Choose returns the prompter that suits the streams and the environment, or a
// *NoTerminal if In or Out is no terminal or CI is set. It asks line by line
// where TERM is dumb or missing, ACCESSIBLE is set, or the terminal is Git
// Bash's; else through survey, with line by line to fall back on.
func Choose(s Streams) (Prompter, error) {
	tty := func(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
	w, err := decide(s.Env, runtime.GOOS, tty(s.In), tty(s.Out), isatty.IsCygwinTerminal(s.In.Fd()))
	if err != nil {
		return nil, err
	}
	in := newInput(s.In)
	l := &line{in: in, out: s.Out, signals: true}
	if w == byLine {
		return l, nil
	}
	return newTerminal(s, in, l, runtime.GOOS != "windows"), nil
}

// way is how questions can be asked.
type way int

const (
	bySurvey way = iota
	byLine
)

// decide is Choose without the files: inTTY and outTTY say what is a terminal,
// mintty that In is the pipe which Git Bash shows to Windows programs as one.
func decide(env func(string) string, goos string, inTTY, outTTY, mintty bool) (way, error) {
	switch {
	case !inTTY:
		return 0, &NoTerminal{"standard input is not a terminal"}
	case !outTTY:
		return 0, &NoTerminal{"standard output is not a terminal"}
	case isSet(env("CI")):
		return 0, &NoTerminal{fmt.Sprintf("the environment has CI=%s", env("CI"))}
	case isSet(env("ACCESSIBLE")):
		return byLine, nil
	case goos == "windows" && (mintty || env("MSYSTEM") != ""):
		return byLine, nil
	case env("TERM") == "dumb", goos != "windows" && env("TERM") == "":
		return byLine, nil
	default:
		return bySurvey, nil
	}
}

// isSet reads an environment variable that is a switch.
func isSet(value string) bool { return value != "" && value != "0" && value != "false" }
