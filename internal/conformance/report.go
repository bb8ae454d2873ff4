package conformance

import (
	"fmt"
	"io"
	"time"
)

// Report is what a run found, a result for each case, in the order of Cases.
type Report struct {
	Function string    `json:"function"`
	File     string    `json:"file,omitempty"` // its s.yaml
	Level    Level     `json:"level,omitempty"`
	Strict   bool      `json:"strict"`          // a failed SHOULD fails the run
	Facts    string    `json:"facts,omitempty"` // the day of the table of the API's keys, 2006-01-02
	Started  time.Time `json:"started,omitzero"`
	Duration float64   `json:"duration"` // milliseconds
	Results  []Result  `json:"results"`

	// Missed are variables of this machine that the program's output names and
	// that it did not get.
	Missed []string `json:"-"`
}

// Summary counts verdicts. A failed INFO is a note.
type Summary struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"`
	Warn    int `json:"warn"`
	Note    int `json:"note"`
	Skip    int `json:"skip"`
	Unknown int `json:"unknown"`
}

// Summary counts the verdicts of the results.
func (r Report) Summary() Summary {
	var s Summary
	for _, result := range r.Results {
		switch result.outcome() {
		case outcomePass:
			s.Pass++
		case outcomeFail:
			s.Fail++
		case outcomeWarn:
			s.Warn++
		case outcomeNote:
			s.Note++
		case outcomeSkip:
			s.Skip++
		case outcomeUnknown:
			s.Unknown++
		}
	}
	return s
}

// Failed reports whether the run failed: a MUST did, or, if it is strict, a SHOULD.
func (r Report) Failed() bool {
	s := r.Summary()
	return s.Fail > 0 || r.Strict && s.Warn > 0
}

// outcome is a verdict as reports show it.
type outcome string

const (
	outcomePass    outcome = "pass"
	outcomeFail    outcome = "FAIL"
	outcomeWarn    outcome = "warn"
	outcomeNote    outcome = "note"
	outcomeSkip    outcome = "skip"
	outcomeUnknown outcome = "unknown"
)

// outcome weighs the verdict by the level.
func (r Result) outcome() outcome {
	switch r.Verdict {
	case Pass:
		return outcomePass
	case Skip:
		return outcomeSkip
	case Fail, Warn:
		switch r.Level {
		case Must:
			return outcomeFail
		case Info:
			return outcomeNote
		default:
			return outcomeWarn
		}
	default:
		return outcomeUnknown
	}
}

// found is whether the result is something to do: a failure, a warning or a note.
func (r Result) found() bool { return r.Verdict == Fail || r.Verdict == Warn }

// places are where the result points: a static rule's findings, else one without a place.
func (r Result) places() []Finding {
	if len(r.Findings) > 0 {
		return r.Findings
	}
	message := r.Got
	if message == "" {
		message = r.Reason
	}
	return []Finding{{File: r.File, Line: r.Line, Message: message}}
}

// Options say how a report is written; the zero value is for a file.
type Options struct {
	Color   bool   // text: with the terminal's colours
	Brief   bool   // text: nothing of what passed
	Version string // of fcgen, for formats that name their tool
}

// UnknownFormat means that reports are not written in that format.
type UnknownFormat struct {
	Format string
	Known  []string
}

func (e *UnknownFormat) Error() string { return fmt.Sprintf("there is no report format %q", e.Format) }

// Formats lists the formats that Write knows, the default first.
func Formats() []string { return []string{"text", "json", "junit", "sarif", "github"} }

// Write writes r in one of Formats, "" meaning the first. Its errors are an
// *UnknownFormat and those of w.
func Write(w io.Writer, format string, r Report, o Options) error {
	switch format {
	case "", "text":
		return writeText(w, r, o)
	case "json":
		return writeJSON(w, r)
	case "junit":
		return writeJUnit(w, r)
	case "sarif":
		return writeSARIF(w, r, o)
	case "github":
		return writeGitHub(w, r)
	}
	return &UnknownFormat{Format: format, Known: Formats()}
}
