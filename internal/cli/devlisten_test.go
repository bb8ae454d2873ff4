package cli

import (
	"slices"
	"testing"
)

func TestFunctionsHavePortsInARow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		port, console int
		with          bool
		want          []int
	}{
		{"past the console's", 8700, 8701, true, []int{8700, 8702, 8703}},
		{"without a console", 8700, 8701, false, []int{8700, 8701, 8702}},
		{"the console's is elsewhere", 8000, 8701, true, []int{8000, 8001, 8002}},
		{"any", 0, 0, true, []int{0, 0, 0}},
	} {
		r := &devRun{settings: devSettings{port: c.port, consolePort: c.console, console: c.with}}
		got := []int{c.port}
		for len(got) < 3 {
			got = append(got, r.nextPort(got[len(got)-1]))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
