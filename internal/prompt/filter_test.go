package prompt

import (
	"slices"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

func TestMatching(t *testing.T) {
	t.Parallel()
	region, _ := generator.SettingNamed("region")
	q := Question{Kind: Select, Options: new(dialogue).options(region)}
	tests := []struct {
		typed string
		want  []string
	}{
		{"杭州", []string{"cn-hangzhou"}},
		{"hangzhou", []string{"cn-hangzhou"}},
		{"Singapore", []string{"ap-southeast-1"}},
		{"hong KONG", []string{"cn-hongkong"}},
		{"乌兰", []string{"cn-wulanchabu", "cn-wulanchabu-acdr-1", "cn-wulanchabu-gic-1"}},
		{"eu lon", []string{"eu-west-1"}},
		{"gov", []string{"cn-wulanchabu-gic-1"}},
		{"Paris", []string{}},
		{"", fc.Regions()},
	}
	for _, test := range tests {
		got := []string{}
		for _, i := range q.matching(test.typed) {
			got = append(got, q.Options[i].Value)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q leaves %v, want %v", test.typed, got, test.want)
		}
	}
}

// What is only in the summary counts where no name has it.
func TestNamesComeBeforeSummaries(t *testing.T) {
	t.Parallel()
	q := Question{Options: []Option{{Value: "chi", Summary: "smaller than gin"}, {Value: "gin"}}}
	if got := q.matching("gin"); !slices.Equal(got, []int{1}) {
		t.Errorf("gin leaves %v", got)
	}
	if got := q.matching("small"); !slices.Equal(got, []int{0}) {
		t.Errorf("small leaves %v", got)
	}
}

// Where keys cannot be kept from survey, as on Windows, a text that no option has
// still leaves some.
func TestFilterAlwaysLeavesAChoice(t *testing.T) {
	t.Parallel()
	q := Question{Options: []Option{{Value: "echo"}, {Value: "gin"}}}
	for typed, want := range map[string][]bool{
		"":      {true, true, true},
		"gi":    {false, true, false},
		"gix":   {false, true, false},
		"?":     {true, true, true},
		"back":  {false, false, true},
		"backs": {false, false, true},
	} {
		var got []bool
		for i := range 3 { // the last is the choice to go back
			got = append(got, q.shows(typed, i))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q shows %v, want %v", typed, got, want)
		}
	}
}
