package conformance

import (
	"encoding/json"
	"io"
)

// writeJSON writes the report as it is, with its counts.
func writeJSON(w io.Writer, r Report) error {
	if r.Results == nil {
		r.Results = []Result{}
	}
	return encode(w, struct {
		Report
		Summary Summary `json:"summary"`
		Failed  bool    `json:"failed"`
	}{r, r.Summary(), r.Failed()})
}

// encode writes indented JSON with characters as they are.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
