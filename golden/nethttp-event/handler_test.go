package main

import "testing"

func TestHandle(t *testing.T) {
	t.Parallel()
	ctx := NewContext(t.Context(), Request{RequestID: "rid-1"})
	for _, test := range []struct {
		name, event string
		want        string // "" means an error
	}{
		{name: "by name", event: `{"name":"Ada"}`, want: `{"message":"Hello, Ada!","requestId":"rid-1"}`},
		{name: "without a name", event: `{}`, want: `{"message":"Hello, world!","requestId":"rid-1"}`},
		{name: "empty", event: ``, want: `{"message":"Hello, world!","requestId":"rid-1"}`},
		{name: "no JSON", event: `Ada`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := handle(ctx, []byte(test.event))
			if string(got) != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q and the error %v, want %q", got, err, test.want)
			}
		})
	}
}
