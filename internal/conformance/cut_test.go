package conformance

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// A server may print, and answer, as much as it is sent.
func TestAReportStaysSmall(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é\x00", 256<<10)
	r := Result{ID: "INVOKE/9", Level: Must, Verdict: Fail, Got: long + "\n" + long, Reason: long, Findings: []Finding{{Message: long}}}
	for range logLines {
		r.Log = append(r.Log, long)
	}
	d := &driver{config: Config{Secrets: nil}, secrets: secrets{}}
	r = d.clean(r)
	if r.Log[0] == "" || !strings.HasSuffix(r.Log[0], " bytes more)") {
		t.Errorf("the log's line reads %q", r.Log[0])
	}
	for _, format := range Formats() {
		var b bytes.Buffer
		if err := Write(&b, format, Report{Results: []Result{r}}, Options{}); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 50<<10 {
			t.Errorf("the report as %s has %d bytes", format, b.Len())
		}
	}
}

// A slow answer to 32 MB does no harm.
func TestASlowAnswerIsNotHarmful(t *testing.T) {
	t.Parallel()
	c := checked(t, "slow body")
	c.Cases, c.bodyTime = []string{"INVOKE/9"}, 500*time.Millisecond
	r := run(t, c).Results[0]
	if r.Verdict != Unknown || !strings.Contains(r.Reason, "too slow to tell more, but the process lives") {
		t.Errorf("%s: %s", r.Verdict, fmt.Sprint(r.Got, r.Reason))
	}
}
