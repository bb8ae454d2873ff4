package fc

import (
	"math"
	"strings"
	"testing"
)

func TestResources(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cpu    float64
		memory int
		wrong  string // part of the message; "" for a pair that can be had
	}{
		{0.35, 512, ""}, {0.5, 512, ""}, {0.5, 1024, ""}, {1, 2048, ""}, {0.05, 128, ""}, {16, 32768, ""}, {16, 16384, ""},
		{0.05, 512, "128 to 192 MB"}, {1, 512, "1024 to 4096 MB"}, {1, 4160, "1024 to 4096 MB"},
		{0.34, 512, "multiple of 0.05"}, {0, 512, "outside 0.05 to 16"}, {16.05, 32768, "outside"}, {math.NaN(), 512, "outside"},
		{0.35, 500, "multiple of 64"}, {0.35, 64, "outside 128 to 32768"}, {16, 32832, "outside"},
	} {
		err := firstError(CheckCPU(c.cpu), CheckMemory(c.memory), CheckRatio(c.cpu, c.memory))
		if c.wrong == "" && err != nil {
			t.Errorf("cpu %v, memory %d: %v", c.cpu, c.memory, err)
		}
		if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("cpu %v, memory %d: error %v, want one with %q", c.cpu, c.memory, err, c.wrong)
		}
	}
}

// Every memory that a ratio's message offers is one that can be had.
func TestRatioRemedyHolds(t *testing.T) {
	t.Parallel()
	for steps := 1; steps <= 320; steps++ {
		cpu := float64(steps) * CPUStep
		first, last := 0, 0
		for m := MinMemory; m <= MaxMemory; m += MemoryStep {
			if CheckRatio(cpu, m) == nil {
				if first == 0 {
					first = m
				}
				last = m
			}
		}
		if first == 0 {
			t.Fatalf("cpu %v: no memory goes with it", cpu)
		}
		want := "with that cpu, " + itoa(first) + " to " + itoa(last) + " MB"
		if got := ratioRemedy(cpu); got != want {
			t.Fatalf("cpu %v: %q, want %q", cpu, got, want)
		}
	}
}

func TestCheckFunctionName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "_", "myFunc-1_b", strings.Repeat("a", 64)} {
		if err := CheckFunctionName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "1a", "-a", "a b", "a.b", "函数", "a/b", "../a", strings.Repeat("a", 65)} {
		if CheckFunctionName(name) == nil {
			t.Errorf("%q is accepted", name)
		}
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
