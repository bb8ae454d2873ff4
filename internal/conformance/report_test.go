package conformance

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sampleReport has every verdict at every level that it comes with, and texts
// that each format has to escape.
func sampleReport() Report {
	return Report{
		Function: "demo", File: "app/s.yaml", Started: time.Date(2026, 8, 5, 10, 59, 23, 5e6, time.UTC), Duration: 12345.6,
		Results: []Result{
			{
				ID: "BOOT/901", Level: Must, Verdict: Pass, Title: "the start command leads to an open port",
				Expected: "an open port", Got: "port 9000 after 12 ms", Source: "D/126 https://help.example/principles", Duration: 12.5,
			},
			{
				ID: "BOOT/902", Level: Should, Verdict: Warn, Title: "it is ready within 10 seconds",
				Expected: "at most 10 s", Got: "11.2 s", Source: "practice, see D/126 https://help.example/principles", Mend: "Do less.\n\n    go build", Duration: 11200,
			},
			{
				ID: "INIT/901", Level: Must, Verdict: Fail, Title: "the initializer itself answers, not a catch-all route",
				Expected: "another answer than a random path's", Got: "200 \"ok\" to both,\n100% the same: <b>&</b>",
				Repeat: "curl -i -X POST http://127.0.0.1:9000/initialize", Log: []string{"\x1b[31mlistening\x1b[0m\ton :9000", "二"},
				Source: "SEED https://help.example/hooks", Mend: "Register the hook first.", Duration: 3,
			},
			{
				ID: "INIT/902", Level: Info, Verdict: Warn, Title: "the initializer leaves time to spare",
				Expected: "at most 80 %", Got: "2.9 of 3 s", Source: "D/040 https://help.example/lifecycle", Mend: "Raise the timeout.", Duration: 2900,
			},
			{ID: "INIT/903", Level: Must, Verdict: Skip, Title: "an initializer that fails says so", Reason: "needs --fail-init-env", Expected: "400 or 404"},
			{ID: "INIT/904", Level: Must, Verdict: Skip, Title: "one more", Reason: "needs a command"},
			{ID: "INIT/905", Level: Should, Verdict: Skip, Title: "another", Reason: "needs a command"},
			{ID: "INIT/906", Level: Info, Verdict: Skip, Title: "the last", Reason: "needs a command"},
			{
				ID: "STOP/901", Level: Must, Verdict: Unknown, Title: "the pre-stop itself answers", Reason: "prints no marker: a, b",
				Expected: "another answer", Source: "SEED https://help.example/hooks", Mend: "Print the marker.", Duration: 1,
			},
			{
				ID: "CFG/901", Level: Must, Verdict: Fail, Title: "the values in s.yaml are ones that the platform takes",
				Expected: "nothing out of range", Got: "app/s.yaml:12: cpu: too much\napp/s.yaml:13: memorySize: too little",
				File: "app/s.yaml", Line: 12, Source: "FC3 https://github.com/devsapp/fc3", Mend: "Change the line.",
				Findings: []Finding{{"app/s.yaml", 12, "cpu: too much"}, {"app/s.yaml", 13, "memorySize: too little"}},
			},
		},
	}
}

func written(t *testing.T, format string, r Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReports(t *testing.T) {
	t.Parallel()
	strict := sampleReport()
	strict.Strict = true
	tests := []struct {
		file, format string
		report       Report
		options      Options
	}{
		{"text.txt", "text", sampleReport(), Options{}},
		{"brief.txt", "", sampleReport(), Options{Brief: true}},
		{"color.txt", "text", sampleReport(), Options{Color: true}},
		{"report.json", "json", sampleReport(), Options{}},
		{"junit.xml", "junit", sampleReport(), Options{}},
		{"junit-strict.xml", "junit", strict, Options{}},
		{"report.sarif", "sarif", sampleReport(), Options{Version: "1.2.3"}},
		{"github.txt", "github", sampleReport(), Options{}},
		{"github-strict.txt", "github", strict, Options{}},
		{"empty.txt", "text", Report{}, Options{}},
		{"empty.json", "json", Report{}, Options{}},
		{"empty.xml", "junit", Report{}, Options{}},
		{"empty.sarif", "sarif", Report{}, Options{}},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			got := written(t, test.format, test.report, test.options)
			golden(t, filepath.Join("testdata", "report", test.file), got)
			if again := written(t, test.format, test.report, test.options); again != got {
				t.Errorf("written again it differs: %s", again)
			}
			if !test.options.Color && strings.Contains(got, "\x1b") {
				t.Errorf("it passes on control characters: %q", got)
			}
		})
	}
}

func TestReportErrors(t *testing.T) {
	t.Parallel()
	var unknown *UnknownFormat
	if err := Write(io.Discard, "html", Report{}, Options{}); !errors.As(err, &unknown) || unknown.Format != "html" || len(unknown.Known) != 5 {
		t.Errorf("an unknown format: %v", err)
	}
	for _, format := range Formats() {
		if err := Write(failingWriter{}, format, sampleReport(), Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s to a full disk: %v", format, err)
		}
	}
}

var errFull = errors.New("full")

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errFull }

func TestFailed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		result         Result
		failed, strict bool
	}{
		{"pass", Result{Level: Must, Verdict: Pass}, false, false},
		{"a MUST", Result{Level: Must, Verdict: Fail}, true, true},
		{"a SHOULD", Result{Level: Should, Verdict: Warn}, false, true},
		{"an INFO", Result{Level: Info, Verdict: Warn}, false, false},
		{"skip", Result{Level: Must, Verdict: Skip}, false, false},
		{"unknown", Result{Level: Must, Verdict: Unknown}, false, false},
	}
	for _, test := range tests {
		r := Report{Results: []Result{{Level: Must, Verdict: Pass}, test.result}}
		if r.Failed() != test.failed {
			t.Errorf("%s: failed is %v", test.name, r.Failed())
		}
		if r.Strict = true; r.Failed() != test.strict {
			t.Errorf("%s, strict: failed is %v", test.name, r.Failed())
		}
	}
	if got, want := sampleReport().Summary(), (Summary{Pass: 1, Fail: 2, Warn: 1, Note: 1, Skip: 4, Unknown: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestSARIFShape holds a log against what SARIF 2.1.0 demands of the objects
// that it uses.
func TestSARIFShape(t *testing.T) {
	t.Parallel()
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID               string
						ShortDescription struct{ Text string }
						HelpURI          *string
					}
				}
			}
			Results []struct {
				RuleID      string
				RuleIndex   int
				Kind, Level string
				Message     struct{ Text string }
				Locations   []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(written(t, "sarif", sampleReport(), Options{})), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name == "" {
		t.Fatalf("%+v", log)
	}
	run, ids := log.Runs[0], map[string]bool{}
	for _, rule := range run.Tool.Driver.Rules {
		if rule.ID == "" || ids[rule.ID] || rule.ShortDescription.Text == "" || rule.HelpURI != nil && !strings.HasPrefix(*rule.HelpURI, "https://") {
			t.Errorf("rule %+v", rule)
		}
		ids[rule.ID] = true
	}
	if len(run.Results) != 6 {
		t.Errorf("%d results", len(run.Results))
	}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" || len(r.Locations) != 1 {
			t.Errorf("result %+v", r)
		}
		if (r.Kind == "fail") != (r.Level == "error" || r.Level == "warning" || r.Level == "note") || r.Kind != "fail" && r.Level != "none" {
			t.Errorf("%s: kind %s with level %s", r.RuleID, r.Kind, r.Level)
		}
		at := r.Locations[0].PhysicalLocation
		if at.ArtifactLocation.URI == "" || strings.Contains(at.ArtifactLocation.URI, `\`) || at.Region != nil && at.Region.StartLine < 1 {
			t.Errorf("%s: at %+v", r.RuleID, at)
		}
	}
}

func TestSARIFRule(t *testing.T) {
	t.Parallel()
	c := Cases()[0]
	rule := sarifRuleOf(Result{ID: c.ID, Level: c.Level, Title: c.Title, Source: c.Source})
	if rule.Short.Text != c.Title || rule.Full.Text != c.Why || rule.Help.Text != c.Mend || !strings.HasSuffix(c.Source, rule.HelpURI) {
		t.Errorf("%+v", rule)
	}
}

func TestSARIFURI(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"s.yaml": "s.yaml", "a b/s.yaml": "a%20b/s.yaml", "./Dockerfile": "Dockerfile", "c:d/s.yaml": "c:d/s.yaml"} {
		if got := sarifURI(filepath.FromSlash(path)); got != want {
			t.Errorf("%q became %q, want %q", path, got, want)
		}
	}
	abs, err := filepath.Abs("s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := sarifURI(abs); !strings.HasPrefix(got, "file:///") || !strings.HasSuffix(got, "/s.yaml") {
		t.Errorf("%q became %q", abs, got)
	}
}

func TestJUnitCounts(t *testing.T) {
	t.Parallel()
	r := sampleReport()
	for _, strict := range []bool{false, true} {
		r.Strict = strict
		var suite junitSuite
		if err := xml.Unmarshal([]byte(written(t, "junit", r, Options{})), &suite); err != nil {
			t.Fatal(err)
		}
		failures, skipped := 0, 0
		for _, c := range suite.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		want := map[bool]int{false: 2, true: 3}[strict]
		if suite.Tests != 10 || len(suite.Cases) != 10 || suite.Failures != want || failures != want || suite.Skipped != 5 || skipped != 5 {
			t.Errorf("strict %v: %d tests, %d failures, %d skipped", strict, suite.Tests, suite.Failures, suite.Skipped)
		}
	}
}

// TestJUnitIsWhatReadersAllow compares each element with what both Jenkins'
// schema and Surefire's have
// (https://github.com/junit-team/junit5, platform-tests/src/test/resources/jenkins-junit.xsd;
// https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report-3.0.xsd).
func TestJUnitIsWhatReadersAllow(t *testing.T) {
	t.Parallel()
	attributes := map[string]string{ // all of these are required by one of them
		"testsuite": "name tests failures errors skipped time", "testcase": "name classname time",
		"failure": "message type", "skipped": "", "system-out": "",
	}
	within := map[string]string{"testsuite": "", "testcase": "testsuite", "failure": "testcase", "skipped": "testcase", "system-out": "testcase"}
	for name, report := range map[string]Report{"a report": sampleReport(), "an empty one": {}} {
		decoder := xml.NewDecoder(strings.NewReader(written(t, "junit", report, Options{})))
		open := []string{""}
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				var names []string
				for _, a := range token.Attr {
					names = append(names, a.Name.Local)
				}
				element := token.Name.Local
				if want, known := attributes[element]; !known || strings.Join(names, " ") != want || within[element] != open[len(open)-1] {
					t.Errorf("%s: <%s> in <%s> has %q, want %q", name, element, open[len(open)-1], names, want)
				}
				open = append(open, element)
			case xml.EndElement:
				open = open[:len(open)-1]
			}
		}
	}
}
