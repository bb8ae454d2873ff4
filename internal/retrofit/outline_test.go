package retrofit

import (
	"strings"
	"testing"
)

// TestSameOutline shows which edits of a file leave the rest as it was.
func TestSameOutline(t *testing.T) {
	t.Parallel()
	const src = "package m\n\n// main serves.\nfunc main() {\n\tr := a.New()\n\tserve(r) // here\n}\n"
	at := func(s string) int { return strings.Index(src, s) }
	tests := []struct {
		name string
		list []splice
		want bool
	}{
		{"nothing", nil, true},
		{"a line", []splice{{at: at("\tserve"), end: at("\tserve"), text: "\tr.Use(h)\n"}}, true},
		{"a call around an argument", []splice{{at: at("r) //"), end: at("r) //"), text: "h("}, {at: at(") //"), end: at(") //"), text: ")"}}, true},
		{"a line away", []splice{{at: at("\tr := "), end: at("\tserve")}}, true},
		{"a line that takes another in", []splice{{at: at("\tserve"), end: at("\tserve"), text: "\tgo "}}, false},
		{"a comment that hides a line", []splice{{at: at("\tserve"), end: at("\tserve"), text: "// "}}, false},
		{"a block around a line", []splice{{at: at("\tserve"), end: at("\tserve"), text: "if x {"}, {at: at("}\n"), end: at("}\n"), text: "}"}}, false},
		{"an operator before a value", []splice{{at: at("r) //"), end: at("r) //"), text: "&"}}, false},
		{"half a name", []splice{{at: at("erve(r)"), end: at("erve(r)"), text: "ub.S"}}, false},
		{"what does not parse", []splice{{at: at("\tserve"), end: at("\tserve"), text: "}"}}, false},
	}
	for _, test := range tests {
		after, err := apply([]byte(src), test.list)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if got := sameOutline([]byte(src), after, test.list); got != test.want {
			t.Errorf("%s: got %v for\n%s", test.name, got, after)
		}
	}
}
