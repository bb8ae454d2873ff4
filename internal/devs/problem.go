package devs

import "fmt"

// Cause says what kind of problem a variable has.
type Cause int

// The causes. Serverless Devs ends with an error for the first two; what is
// Later is filled in by a deployment, which has an account and its outputs.
const (
	Refused Cause = iota // it is wrong for everybody
	Unset                // a variable of the environment is not set here
	Later                // only a deployment knows it
)

// Problem is a text whose variables cannot be filled in here. It then stays as
// it is written.
type Problem struct {
	At     Place
	Path   string // of keys: "resources.demo.props.timeout"; "" for the file
	Text   string // as written
	Why    string // what Serverless Devs says, and no value of a variable
	Remedy string // what to write instead; may be ""
	Cause  Cause
}

func (p *Problem) Error() string {
	message := fmt.Sprintf("%s: %s: %s", p.At, p.Path, p.Why)
	if p.Remedy != "" {
		message += ": " + p.Remedy
	}
	return message
}

func refused(remedy, format string, args ...any) *Problem {
	return &Problem{Why: fmt.Sprintf(format, args...), Remedy: remedy}
}
