package browser

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"
)

// playFunction names the variable that makes this test binary the function.
const playFunction = "FCGEN_BROWSER_FUNCTION"

func TestMain(m *testing.M) {
	if os.Getenv(playFunction) != "" {
		os.Exit(function())
	}
	os.Exit(m.Run())
}

// function is a server with hooks; its answers are as slow as the path says.
func function() int {
	http.HandleFunc("POST /initialize", hook("Initialize", 250*time.Millisecond))
	http.HandleFunc("GET /pre-stop", hook("PreStop", 150*time.Millisecond))
	http.HandleFunc("GET /broken", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(os.Stderr, "panic: the shelf is empty")
		http.Error(w, "the shelf is empty", http.StatusInternalServerError)
	})
	http.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%v", r.Header) // as a careless function does
		fmt.Println("keys:", r.Header)
	})
	goOn := make(chan struct{})
	http.HandleFunc("GET /pieces", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		<-goOn
		fmt.Fprint(w, "data: last\n\n")
	})
	http.HandleFunc("GET /go-on", func(http.ResponseWriter, *http.Request) { goOn <- struct{}{} })
	http.HandleFunc("GET /turned", func(http.ResponseWriter, *http.Request) { fmt.Println("user \u202enimda\u202c is in") })
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Printf("hello to %s\n", r.URL.Path)
		if pause, err := time.ParseDuration(r.URL.Query().Get("for")); err == nil {
			time.Sleep(pause)
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"hello":"world","path":%q,"numbers":[1,2,3]}`, r.URL.Path)
	})
	fmt.Println(http.ListenAndServe(":"+os.Getenv("FC_SERVER_PORT"), nil))
	return 1
}

func hook(marker string, takes time.Duration) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Fc-Request-Id")
		fmt.Printf("FC %s Start RequestId: %s\n", marker, id)
		time.Sleep(takes)
		fmt.Printf("FC %s End RequestId: %s\n", marker, id)
	}
}
