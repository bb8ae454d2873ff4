package fc

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Every region is found by its names, and no two have the same id.
func TestRegionsHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range AllRegions() {
		if seen[r.ID] {
			t.Errorf("%s stands there twice", r.ID)
		}
		seen[r.ID] = true
		for _, letter := range r.Chinese {
			if !unicode.Is(unicode.Han, letter) {
				t.Errorf("%s: %q is not Chinese", r.ID, r.Chinese)
			}
		}
		if strings.Contains(r.About(), "not in the list") != slices.Contains(closedRegions, r.ID) {
			t.Errorf("%s is said to be %q", r.ID, r.About())
		}
		if !slices.Contains(RegionsNamed(r.Chinese), r.ID) {
			t.Errorf("%s is not found by %q", r.ID, r.Chinese)
		}
	}
}

func TestRegionsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		want []string
	}{
		{"杭州", []string{"cn-hangzhou"}},
		{"hangzhou", []string{"cn-hangzhou"}},
		{"Singapore", []string{"ap-southeast-1"}},
		{"hong kong", []string{"cn-hongkong"}},
		{"Hohhot", []string{"cn-huhehaote"}},
		{"huhehaote", []string{"cn-huhehaote"}},
		{"Ulanqab", []string{"cn-wulanchabu", "cn-wulanchabu-acdr-1", "cn-wulanchabu-gic-1"}},
		{"southeast-1", []string{"ap-southeast-1"}},
		{"Paris", nil},
		{"", nil},
	}
	for _, test := range tests {
		if got := RegionsNamed(test.name); !slices.Equal(got, test.want) {
			t.Errorf("RegionsNamed(%q) = %v, want %v", test.name, got, test.want)
		}
	}
}
