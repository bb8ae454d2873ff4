package conformance

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements of a JUnit report, as CI systems read it.
type (
	junitSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     string   `xml:"time,attr"`
		Suites   []*junitSuite
	}
	junitSuite struct {
		XMLName   xml.Name `xml:"testsuite"`
		Name      string   `xml:"name,attr"`
		Tests     int      `xml:"tests,attr"`
		Failures  int      `xml:"failures,attr"`
		Errors    int      `xml:"errors,attr"`
		Skipped   int      `xml:"skipped,attr"`
		Time      string   `xml:"time,attr"`
		Timestamp string   `xml:"timestamp,attr,omitempty"`
		Cases     []junitCase

		milliseconds float64
	}
	junitCase struct {
		XMLName xml.Name      `xml:"testcase"`
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Skipped *junitMessage `xml:"skipped"`
		Failure *junitMessage `xml:"failure"`
		Output  *junitText    `xml:"system-out"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",cdata"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// writeJUnit writes a suite for each area. What fails the run is a failure;
// what was skipped or proved nothing is skipped; a warning is a pass that says
// what it saw.
func writeJUnit(w io.Writer, r Report) error {
	all := junitSuites{Name: "fcgen check " + plain(r.Function), Time: seconds(r.Duration)}
	for _, result := range r.Results {
		area, _, _ := strings.Cut(result.ID, "/")
		if len(all.Suites) == 0 || all.Suites[len(all.Suites)-1].Name != area {
			all.Suites = append(all.Suites, &junitSuite{Name: area})
			if !r.Started.IsZero() {
				all.Suites[len(all.Suites)-1].Timestamp = r.Started.UTC().Format("2006-01-02T15:04:05")
			}
		}
		suite := all.Suites[len(all.Suites)-1]
		c := junitResult(result, r.Strict)
		suite.Tests++
		all.Tests++
		if c.Failure != nil {
			suite.Failures++
			all.Failures++
		}
		if c.Skipped != nil {
			suite.Skipped++
			all.Skipped++
		}
		suite.milliseconds += result.Duration
		suite.Time = seconds(suite.milliseconds)
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitResult(r Result, strict bool) junitCase {
	area, _, _ := strings.Cut(r.ID, "/")
	c := junitCase{Class: "fcgen." + area, Name: r.ID + " " + r.Title, Time: seconds(r.Duration), File: r.File, Line: r.Line}
	switch o := r.outcome(); {
	case o == outcomePass:
	case o == outcomeSkip || o == outcomeUnknown:
		c.Skipped = &junitMessage{Message: plain(r.Reason)}
		if o == outcomeUnknown {
			c.Skipped.Message = "unknown: " + plain(r.Reason)
		}
	case o == outcomeFail || o == outcomeWarn && strict:
		c.Failure = &junitMessage{Message: plain(firstLine(r.Got)), Type: string(r.Level), Text: details(r)}
	default:
		c.Output = &junitText{string(o) + "\n" + details(r)}
	}
	return c
}

// details is everything that a report has to say about a result, as text.
func details(r Result) string {
	var b strings.Builder
	for _, field := range []struct{ name, text string }{
		{"because", r.Reason}, {"expected", r.Expected}, {"got", r.Got}, {"repeat", r.Repeat},
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

func seconds(milliseconds float64) string {
	return fmt.Sprintf("%.3f", time.Duration(milliseconds*float64(time.Millisecond)).Seconds())
}
