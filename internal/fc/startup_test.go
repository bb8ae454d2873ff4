package fc

import (
	"testing"
	"time"
)

func TestStartupTexts(t *testing.T) {
	t.Parallel()
	bootstrap := []string{"/code/bootstrap"}
	for _, test := range []struct{ got, want string }{
		{FileMissing("/code/bootstrap"), "The function cannot be started. Failed to start function instance. Error: the file /code/bootstrap is not exist"},
		{HealthCheckFailed(9001, 2*time.Minute), "Function instance health check failed on port 9001 in 120 seconds."},
		{PingFailed("10.0.0.1:9000", 25*time.Second), "The CA's http server cannot be started:ContainerStartDuration:25000000000. Ping CA failed due to: dial tcp 10.0.0.1:9000: connect: connection refused"},
		{Exited(1, bootstrap), "Function instance exited unexpectedly(code 1, message:operation not permitted) with start command '/code/bootstrap '."},
		{Exited(145, []string{"npm", "start"}), "Function instance exited unexpectedly(code 145) with start command 'npm start '."},
	} {
		if test.got != test.want {
			t.Errorf("got  %q\nwant %q", test.got, test.want)
		}
	}
}

// The numbers and messages that the platform's page gives.
func TestExitMessage(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		-1: "", 0: "", 1: "operation not permitted", 2: "no such file or directory", 8: "exec format error",
		13: "permission denied", 41: "", 127: "key has expired", 133: "", 137: "", 145: "", 255: "",
	} {
		if got := ExitMessage(code); got != want {
			t.Errorf("ExitMessage(%d) = %q, want %q", code, got, want)
		}
	}
}
