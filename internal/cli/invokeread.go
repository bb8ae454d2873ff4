package cli

import (
	"context"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// readPayload is what the flags say is sent: nil if they say nothing.
func (p *program) readPayload(ctx context.Context, c *cli.Context) ([]byte, error) {
	switch {
	case c.IsSet("event"):
		sample, err := event.Named(c.String("event"))
		return sample.Data, err
	case c.IsSet("event-file"):
		return p.readInput(ctx, c.String("event-file"))
	case c.IsSet("data"):
		text := c.String("data")
		if file, ok := strings.CutPrefix(text, "@"); ok {
			if file == "" {
				return nil, refusef("--data @ names no file").hintf("--data @FILE, or @- for standard input")
			}
			return p.readInput(ctx, file)
		}
		return []byte(text), nil
	}
	return nil, nil
}

// readInput reads a file that the person named, or standard input for "-".
func (p *program) readInput(ctx context.Context, name string) ([]byte, error) {
	if name != "-" {
		return projectfile.ReadFile(ctx, p.path(name), fc.MaxBody)
	}
	data, err := io.ReadAll(io.LimitReader(p.Stdin, fc.MaxBody+1))
	if err == nil && len(data) > fc.MaxBody {
		return nil, refusef("standard input is larger than the platform takes: %d MB", fc.MaxBody>>20)
	}
	return data, err
}

// readHeaders reads the values of --header.
func readHeaders(lines []string) (headers [][2]string, err error) {
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t") {
			// Not the text itself: it may be a secret.
			return nil, refusef("--header takes 'NAME: VALUE'").hintf("fcgen invoke -H 'Content-Type: application/json'")
		}
		headers = append(headers, [2]string{name, strings.TrimSpace(value)})
	}
	return headers, nil
}
