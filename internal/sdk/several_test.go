package sdk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	fc "github.com/alibabacloud-go/fc-20230330/v4/client"
	"github.com/alibabacloud-go/tea/tea"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// apiEndpoint names the variable that makes this test binary a function which
// calls another one through the SDK: where the API is.
const apiEndpoint = "API_ENDPOINT"

func TestMain(m *testing.M) {
	if endpoint := os.Getenv(apiEndpoint); endpoint != "" {
		os.Exit(caller(endpoint))
	}
	os.Exit(m.Run())
}

// caller passes each event on to the golden function, and its answer back. It
// has the keys that the platform gives a function.
func caller(endpoint string) int {
	http.HandleFunc("POST /invoke", func(w http.ResponseWriter, r *http.Request) {
		event, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		client, err := fc.NewClient(&openapi.Config{
			AccessKeyId: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID")), AccessKeySecret: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
			SecurityToken: tea.String(os.Getenv("ALIBABA_CLOUD_SECURITY_TOKEN")), Endpoint: tea.String(endpoint), Protocol: tea.String("http"),
		})
		var body string
		if err == nil {
			_, _, body, err = invoke(client, "myfunc", string(event), &fc.InvokeFunctionHeaders{})
		}
		if err != nil {
			body = "failed: " + err.Error()
		}
		_, _ = io.WriteString(w, "through "+body)
	})
	fmt.Println(http.ListenAndServe(":"+os.Getenv("FC_SERVER_PORT"), nil))
	return 1
}

// A function calls another one of the same platform, and whoever asks gets a list
// of both.
func TestOneFunctionCallsAnother(t *testing.T) {
	t.Parallel()
	greeter := start(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var api emulator.Functions
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { api.ServeHTTP(w, r) }))
	defer server.Close()
	endpoint := strings.TrimPrefix(server.URL, "http://")
	e, err := emulator.New(emulator.Config{
		Function: manifest.Function{
			Name: "caller", File: "s.yaml", Runtime: "custom.debian12", Handler: "index.handler", Memory: 512, Timeout: time.Minute,
			Port: 9000, Env: map[string]string{apiEndpoint: endpoint},
		},
		Program: emulator.Program{Args: []string{self}, Dir: t.TempDir()}, Environ: os.Environ(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := e.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	api = emulator.Functions{
		{Function: e.Function, URL: server.URL, Handler: e},
		{Function: greeter.emulator.Function, URL: "http://" + greeter.endpoint, Handler: greeter.emulator},
	}

	client := platform{endpoint: endpoint}.client(t)
	_, _, body, err := invoke(client, "caller", `{"name": "Hangzhou"}`, &fc.InvokeFunctionHeaders{})
	if err != nil || !strings.HasPrefix(body, "through {") || !strings.Contains(body, "Hello, Hangzhou!") {
		t.Errorf("got %q, %v", body, err)
	}
	list, err := client.ListFunctions(&fc.ListFunctionsRequest{})
	if err != nil || len(list.Body.Functions) != 2 || tea.StringValue(list.Body.Functions[1].FunctionName) != greeter.name {
		t.Errorf("the list: %v, %v", list, err)
	}
	triggers, err := client.ListTriggers(tea.String("caller"), &fc.ListTriggersRequest{})
	if err != nil || len(triggers.Body.Triggers) != 0 {
		t.Errorf("the triggers of a function without any: %v, %v", triggers, err)
	}
}
