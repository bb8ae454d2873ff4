package conformance

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// The objects of a SARIF 2.1.0 log that code scanning reads
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string      `json:"id"`
		Short   sarifText   `json:"shortDescription"`
		Full    sarifText   `json:"fullDescription"`
		Help    sarifText   `json:"help"`
		HelpURI string      `json:"helpUri,omitempty"`
		Default sarifConfig `json:"defaultConfiguration"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool   `json:"executionSuccessful"`
		Start      string `json:"startTimeUtc,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Kind      string          `json:"kind"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`

		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
)

// writeSARIF writes a result for each place that something was found at, and
// an open one for what is unknown. What a running server did wrong points at
// the s.yaml that describes it.
func writeSARIF(w io.Writer, r Report, o Options) error {
	run := sarifRun{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "fcgen", Version: o.Version, InformationURI: "https://github.com/fcgen/fcgen", Rules: []sarifRule{},
		}},
		Invocations: []sarifInvocation{{Successful: true}},
		Results:     []sarifResult{},
	}
	if !r.Started.IsZero() {
		run.Invocations[0].Start = r.Started.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	for _, result := range r.Results {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(result))
		if !result.found() && result.Verdict != Unknown {
			continue
		}
		for _, place := range result.places() {
			run.Results = append(run.Results, sarifResultOf(result, place, len(run.Tool.Driver.Rules)-1, r))
		}
	}
	return encode(w, sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func sarifRuleOf(r Result) sarifRule {
	rule := sarifRule{
		ID: r.ID, Short: sarifText{r.Title}, Full: sarifText{r.Title}, Help: sarifText{"See fcgen check --explain " + r.ID},
		Default: sarifConfig{sarifLevel(r.Level)},
	}
	if i := strings.Index(r.Source, "https://"); i >= 0 {
		rule.HelpURI, _, _ = strings.Cut(r.Source[i:], " ")
		rule.HelpURI = strings.TrimRight(rule.HelpURI, ".,;)")
	}
	all := Cases()
	if i := slices.IndexFunc(all, func(c Case) bool { return c.ID == r.ID }); i >= 0 {
		rule.Full.Text, rule.Help.Text = all[i].Why, all[i].Mend
	}
	return rule
}

func sarifLevel(l Level) string {
	switch l {
	case Must:
		return "error"
	case Info:
		return "note"
	default:
		return "warning"
	}
}

func sarifResultOf(r Result, place Finding, rule int, report Report) sarifResult {
	s := sarifResult{RuleID: r.ID, RuleIndex: rule, Kind: "fail", Level: sarifLevel(r.Level), Message: sarifText{place.Message}}
	if r.outcome() == outcomeWarn && report.Strict {
		s.Level = "error"
	}
	if r.Verdict == Unknown { // a result that is no failure has no level
		s.Kind, s.Level = "open", "none"
	}
	if len(r.Findings) == 0 {
		s.Message.Text = stable(s.Message.Text)
	}
	if s.Message.Text == "" {
		s.Message.Text = r.Title
	}
	file := place.File
	if file == "" {
		file = report.File
	}
	s.Fingerprints = map[string]string{"fcgenFinding/v1": fingerprint(r.ID, filepath.ToSlash(file), s.Message.Text)}
	if file != "" {
		physical := sarifPhysical{Artifact: sarifArtifact{sarifURI(file)}}
		if place.Line > 0 {
			physical.Region = &sarifRegion{place.Line}
		}
		s.Locations = []sarifLocation{{physical}}
	}
	return s
}

// sarifURI is a path as a relative reference, or as a file URI if it is absolute.
func sarifURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
		u.Path = "/" + strings.TrimPrefix(u.Path, "/")
	}
	return strings.TrimPrefix(u.String(), "./")
}
