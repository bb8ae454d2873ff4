package tool

import (
	"bytes"
	"strings"
)

// maxOutput is how much of what a tool says is kept, in bytes.
const maxOutput = 256 << 10

// said keeps the beginning of what a tool writes.
type said struct{ kept bytes.Buffer }

func (s *said) Write(data []byte) (int, error) {
	s.kept.Write(data[:min(len(data), maxOutput-s.kept.Len())])
	return len(data), nil
}

func (s *said) text() string {
	return strings.TrimSpace(strings.ToValidUTF8(s.kept.String(), "?"))
}

// counter counts the ends of lines that are written to it.
type counter int

func (c *counter) Write(data []byte) (int, error) {
	*c += counter(bytes.Count(data, []byte("\n")))
	return len(data), nil
}
