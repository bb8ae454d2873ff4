package conformance

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements of a JUnit report. Jenkins and Maven's Surefire each have a
// schema; what both allow is one suite, whose cases have no file and no line, and
// where a skipped case says why in its text.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Skipped *junitText    `xml:"skipped"`
		Failure *junitFailure `xml:"failure"`
		Output  *junitText    `xml:"system-out"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// writeJUnit writes a case for each result, in a class for each area. What fails
// the run is a failure; what was skipped or proved nothing is skipped; a warning
// is a pass that says what it saw.
func writeJUnit(w io.Writer, r Report) error {
	suite := junitSuite{Name: "fcgen check " + plain(r.Function), Time: seconds(r.Duration)}
	for _, result := range r.Results {
		c := junitResult(result, r.Strict)
		suite.Tests++
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Skipped != nil {
			suite.Skipped++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitResult(r Result, strict bool) junitCase {
	area, _, _ := strings.Cut(r.ID, "/")
	c := junitCase{Class: "fcgen." + area, Name: r.ID + " " + r.Title, Time: seconds(r.Duration)}
	switch o := r.outcome(); {
	case o == outcomePass:
	case o == outcomeSkip:
		c.Skipped = &junitText{plain(r.Reason)}
	case o == outcomeUnknown:
		c.Skipped = &junitText{"unknown: " + plain(r.Reason)}
	case o == outcomeFail || o == outcomeWarn && strict:
		c.Failure = &junitFailure{Message: plain(firstLine(r.Got)), Type: string(r.Level), Text: details(r)}
	default:
		c.Output = &junitText{string(o) + "\n" + details(r)}
	}
	return c
}

// details is everything that a report has to say about a result, as text.
func details(r Result) string {
	var b strings.Builder
	for _, field := range []struct{ name, text string }{
		{"because", r.Reason}, {"expected", r.Expected}, {"got", r.Got}, {"at", r.at()}, {"repeat", r.Repeat},
		{"log", strings.Join(r.Log, "\n")}, {"source", r.Source}, {"mend", r.Mend},
	} {
		if field.text == "" {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", field.name)
		for line := range strings.SplitSeq(strings.TrimRight(field.text, "\n"), "\n") {
			b.WriteString(strings.TrimRight("  "+plain(line), " ") + "\n")
		}
	}
	return b.String()
}

// at is the place that a result points at; "" if there is none.
func (r Result) at() string {
	switch {
	case r.File == "":
		return ""
	case r.Line == 0:
		return r.File
	default:
		return fmt.Sprintf("%s:%d", r.File, r.Line)
	}
}

func seconds(milliseconds float64) string {
	return fmt.Sprintf("%.3f", time.Duration(milliseconds*float64(time.Millisecond)).Seconds())
}
