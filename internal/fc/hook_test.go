package fc

import "testing"

func TestHookNamedUnderstandsWhatPeopleType(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"initializer": "initializer", "initialize": "initializer", "Init": "initializer", "/initialize": "initializer",
		"prestop": "prestop", "pre-stop": "prestop", "preStop": "prestop", "pre_stop": "prestop", "/pre-stop": "prestop",
	} {
		if got, ok := HookNamed(typed); !ok || got.Name != want {
			t.Errorf("HookNamed(%q) = %q, %v, want %q", typed, got.Name, ok, want)
		}
	}
	for _, typed := range []string{"", "prefreeze", "initializers", "stop it"} {
		if got, ok := HookNamed(typed); ok {
			t.Errorf("HookNamed(%q) = %q, want none", typed, got.Name)
		}
	}
}

func TestMarkers(t *testing.T) {
	t.Parallel()
	h, _ := HookNamed("prestop")
	for got, want := range map[string]string{
		h.StartMarker("id-1"):  "FC PreStop Start RequestId: id-1",
		h.EndMarker("id-1"):    "FC PreStop End RequestId: id-1",
		h.FailedMarker("id-1"): "FC PreStop End RequestId: id-1, Error: Unhandled function error",
	} {
		if got != want {
			t.Errorf("marker %q, want %q", got, want)
		}
	}
}

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status     int
		want       Outcome
		documented bool
	}{
		{200, Succeeded, true}, {204, Succeeded, true},
		{400, TryAgain, true}, {404, TryAgain, true}, {302, TryAgain, false}, {429, TryAgain, false},
		{500, Replace, true}, {502, Replace, false}, {0, Replace, false}, {101, Replace, false},
	} {
		if got, documented := OutcomeOf(c.status); got != c.want || documented != c.documented {
			t.Errorf("OutcomeOf(%d) = %q, %v, want %q, %v", c.status, got, documented, c.want, c.documented)
		}
	}
}
