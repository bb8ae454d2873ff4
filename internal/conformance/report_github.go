package conformance

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// writeGitHub writes workflow commands, which GitHub shows beside the lines
// that they name
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
func writeGitHub(w io.Writer, r Report) error {
	commands := map[outcome]string{outcomeFail: "error", outcomeWarn: "warning", outcomeNote: "notice", outcomeUnknown: "notice"}
	var b bytes.Buffer
	for _, result := range r.Results {
		command := commands[result.outcome()]
		if command == "" {
			continue
		}
		if r.Strict && command == "warning" {
			command = "error"
		}
		for _, place := range result.places() {
			githubCommand(&b, command, result, place)
		}
	}
	summary := summaryLine(r)
	fmt.Fprintf(&b, "::notice title=fcgen check::%s\n", githubMessage(strings.TrimSpace(summary)))
	_, err := w.Write(b.Bytes())
	return err
}

func githubCommand(b *bytes.Buffer, command string, r Result, place Finding) {
	var properties []string
	if place.File != "" {
		properties = append(properties, "file="+githubProperty(filepath.ToSlash(place.File)))
		if place.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", place.Line))
		}
	}
	properties = append(properties, "title="+githubProperty(r.ID+" "+r.Title))
	message := place.Message
	if r.outcome() == outcomeUnknown {
		message = "unknown: " + message
	}
	for _, field := range []struct{ name, text string }{{"mend", r.Mend}, {"repeat", r.Repeat}} {
		if field.text != "" {
			message += "\n" + field.name + ": " + field.text
		}
	}
	fmt.Fprintf(b, "::%s %s::%s\n", command, strings.Join(properties, ","), githubMessage(message))
}

// githubMessage escapes what would end a command.
func githubMessage(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// githubProperty escapes what would end a property too.
func githubProperty(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
