package conformance

import (
	"encoding/json"
	"testing"
)

func TestStable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`its marker "FC Initialize Start RequestId: 529eab23-9b3a-4ffc-88c8-9a686f1c0001" is in the log`: `its marker "FC Initialize Start RequestId: ID" is in the log`,
		"call 1-67a59f35-150c1267-f381ba1c085c":                                                          "call ID",
		"the random paths /initialize-0a1b2c3d and /deadbeef":                                            "the random paths /initialize-RANDOM and /RANDOM",
		"dial tcp 127.0.0.2:31007: connect: connection refused":                                          "dial tcp 127.0.0.2:PORT: connect: connection refused",
		"it does not answer within 2.3s; at most 10 MB of memory":                                        "it does not answer within TIME; at most N MB of memory",
		"it answers 500 and not 404":                                                                     "it answers 500 and not 404",
		"/pre-stop answers 200, and the process ends: exited unexpectedly(code 2":                        "/pre-stop answers 200, and the process ends: exited unexpectedly(code 2",
	} {
		if got := stable(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// Two runs that find the same are told as the same.
func TestSARIFIsTheSameForTheSame(t *testing.T) {
	t.Parallel()
	results := func(id, took string) string {
		r := Report{File: "s.yaml", Results: []Result{{
			ID: "INIT/1", Level: Must, Verdict: Fail, Title: "it succeeds", Got: "request " + id + " got no answer within " + took,
		}}}
		var log sarifLog
		if err := json.Unmarshal([]byte(written(t, "sarif", r, Options{})), &log); err != nil {
			t.Fatal(err)
		}
		if len(log.Runs[0].Results[0].Fingerprints["fcgenFinding/v1"]) != 32 {
			t.Errorf("the fingerprints are %v", log.Runs[0].Results[0].Fingerprints)
		}
		data, err := json.Marshal(log.Runs[0].Results)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	one, other := results("529eab23-9b3a-4ffc-88c8-9a686f1c0001", "2.1s"), results("629eab23-9b3a-4ffc-88c8-9a686f1c0002", "3s")
	if one != other {
		t.Errorf("they differ:\n%s\n%s", one, other)
	}
}
