package emulator

// Policy is what happens after an initializer failed: the platform's texts
// contradict each other.
type Policy string

// The policies.
const (
	// PolicyRetry follows SEED: after 400 or 404 the same instance is asked
	// again until it succeeds, after 500 the instance is replaced.
	PolicyRetry Policy = "retry"
	// PolicyNextCall follows the pages of the built-in runtimes (D/119 to D/124): the
	// call fails, the next one gets a new instance.
	PolicyNextCall Policy = "next-call"
	// PolicyError follows the notes of D/060 and D/125: the caller gets 200 with
	// X-Fc-Error-Type: InitializationError.
	PolicyError Policy = "error"
)

// Policies lists them, the default first.
func Policies() []Policy { return []Policy{PolicyRetry, PolicyNextCall, PolicyError} }

// Text is one sentence that says what the policy does and which text it
// follows; "" for what is no policy.
func (p Policy) Text() string {
	switch p {
	case PolicyRetry:
		return "retry follows the hooks page of the custom runtime: " +
			"after 400 or 404 the same instance is asked again until it succeeds, after 500 the instance is replaced"
	case PolicyNextCall:
		return "next-call follows the hooks pages of the built-in runtimes: " +
			"the call fails, and the next call gets a new instance whose initializer runs again"
	case PolicyError:
		return "error follows the notes on those hooks pages: " +
			"the caller gets 200 with X-Fc-Error-Type: InitializationError and an errorMessage"
	}
	return ""
}
