package served

import "testing"

// TestPortAt shows when the platform is sure to reach a server, and when it is not
// to be told from the code.
func TestPortAt(t *testing.T) {
	t.Parallel()
	env := func(value string) Deployment { return Deployment{Port: 9000, Env: map[string]string{"ADDR": value}} }
	for _, test := range []struct {
		name string
		port Port
		as   Deployment
		want Fit
	}{
		{"the number", Port{Number: 9000, Sure: true}, Deployment{Port: 9000}, Yes},
		{"another number", Port{Number: 8080, Sure: true}, Deployment{Port: 9000}, No},
		{"the platform's variable", Port{Number: 8080, Sure: true, Env: []string{"FC_SERVER_PORT"}}, Deployment{Port: 9000}, Yes},
		{"a variable that s.yaml sets", Port{Number: 8080, Sure: true, Env: []string{"ADDR"}}, env(":9000"), Yes},
		{"the same for IPv6", Port{Env: []string{"ADDR"}}, env("[::]:9000"), Yes},
		{"a number alone", Port{Env: []string{"ADDR"}}, env("9000"), Yes},
		{"a variable that s.yaml sets to another port", Port{Number: 9000, Sure: true, Env: []string{"ADDR"}}, env(":8080"), No},
		{"a variable that nothing sets", Port{Number: 8080, Sure: true, Env: []string{"ADDR"}}, Deployment{Port: 9000}, No},
		{"a flag", Port{Number: 8080, Sure: true, Flag: true}, Deployment{Port: 9000}, Perhaps},
		{"a configuration", Port{Number: 9000}, Deployment{Port: 9000}, Perhaps},
		{"nothing known", Port{}, Deployment{Port: 9000}, Perhaps},
	} {
		if got := test.port.At(test.as); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}
