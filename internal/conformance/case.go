package conformance

import (
	"context"
	"slices"
)

// Level is how much a case weighs.
type Level string

// The levels: a failed MUST fails the run, a failed SHOULD warns (and fails it
// with --strict), INFO only tells.
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
	Info   Level = "INFO"
)

// Verdict is what came of a case.
type Verdict string

// The verdicts.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Warn    Verdict = "warn"    // a failed SHOULD
	Skip    Verdict = "skip"    // Result.Reason says why
	Unknown Verdict = "unknown" // the texts are silent or contradict each other, or there was no proof
)

// Case is one thing that a server must, should or may do.
type Case struct {
	ID     string // "INIT/2"
	Level  Level
	Title  string // one line, what must hold: "the initializer itself answers, not a catch-all route"
	Source string // a key of package fc's doc and its URL
	Needs  []Need // what there must be, else it is skipped
	Do     string // what is done, for people
	Expect string // what must come of it, for people
	Why    string // what happens on the platform if it does not; several sentences
	Mend   string // how to mend it, with code if that helps
	run    func(context.Context, *driver) Result

	gate   bool // about the start itself: run before the others, one after the other
	beside bool // of those, it takes so long that the others begin meanwhile
	last   bool // leaves behind what could trouble others: run after them
	byURL  bool // NeedCommand means that there must be a command or a URL: it does no harm to a server that runs already
	waits  int  // seconds that it mostly waits: the longest begins first
}

// Cases lists every case, in the order of a function's life.
func Cases() []Case {
	return slices.Concat(
		bootCases(),
		initializerCases(),
		invokeCases(),
		preStopCases(),
		freezeCases(),
		logCases(),
		orderCases(),
		configCases(),
		variableCases(),
		imageCases(),
	)
}

// Need is what a case needs to run.
type Need string

// The needs.
const (
	NeedCommand     Need = "command"     // a fresh process: not with --url
	NeedInitializer Need = "initializer" // configured
	NeedPreStop     Need = "prestop"     // configured
	NeedFreeze      Need = "freeze"      // not on Windows
	NeedSYAML       Need = "s.yaml"
)

// Result is the verdict on one case, with everything that a person needs to see
// it for themselves.
type Result struct {
	ID       string    `json:"id"`
	Level    Level     `json:"level"`
	Verdict  Verdict   `json:"verdict"`
	Title    string    `json:"title"`
	Reason   string    `json:"reason,omitempty"` // why it was skipped, or is unknown
	Expected string    `json:"expected,omitempty"`
	Got      string    `json:"got,omitempty"`
	Repeat   string    `json:"repeat,omitempty"` // the curl line, or another command
	Log      []string  `json:"log,omitempty"`    // the last lines
	File     string    `json:"file,omitempty"`   // of a static finding
	Line     int       `json:"line,omitempty"`
	Findings []Finding `json:"findings,omitempty"` // of a static rule, the first one is at File and Line
	Source   string    `json:"source,omitempty"`
	Mend     string    `json:"mend,omitempty"`
	Duration float64   `json:"duration"` // milliseconds
}
