package prompt

import (
	"context"
	"fmt"
	"strings"
)

// Scripted is a Prompter for tests: it answers from a list and remembers what
// it was asked.
type Scripted struct {
	Replies []Reply // what is answered, in this order

	Asked   []Question // every question, once for each reply to it
	Refused []error    // what was wrong with answers that Validate refused
	Shown   strings.Builder
}

// Reply is one answer of a Scripted prompter.
type Reply struct {
	Key    string // of the question that must be asked
	Answer string // in the form of a typed line, see NewLine; "" is the default
	Err    error  // instead of an answer: ErrBack, ErrEOF, an *Interrupted
}

// Ask gives the next reply. A reply to another question, and none left, are errors.
func (s *Scripted) Ask(_ context.Context, q Question) (string, error) {
	for {
		if len(s.Replies) == 0 {
			return "", fmt.Errorf("asked for %q, but no reply is left", q.Key)
		}
		reply := s.Replies[0]
		if reply.Key != q.Key {
			return "", fmt.Errorf("asked for %q, but the next reply is to %q", q.Key, reply.Key)
		}
		s.Replies = s.Replies[1:]
		s.Asked = append(s.Asked, q)
		if reply.Err != nil {
			return "", reply.Err
		}
		answer, err := q.parse(reply.Answer)
		if err == nil {
			err = q.check(answer)
		}
		if err == nil {
			return answer, nil
		}
		s.Refused = append(s.Refused, err)
	}
}

// Show remembers text in Shown, as a terminal of 80 columns has it.
func (s *Scripted) Show(text string) error { return s.Print(layout(text, usualColumns)) }

// Print remembers text in Shown.
func (s *Scripted) Print(text string) error {
	s.Shown.WriteString(text)
	return nil
}
