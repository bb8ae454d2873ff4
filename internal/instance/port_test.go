package instance

import "testing"

// Two runs of fcgen must not tell their programs the same port, although neither
// program listens yet.
func TestFreePortIsClaimed(t *testing.T) {
	t.Parallel()
	port, claim, err := freePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if second, err := claimPort(t.Context(), port); err == nil {
		second.Close()
		t.Fatalf("port %d is claimed twice", port)
	}
	if err := free(t.Context(), port); err != nil {
		t.Errorf("the program itself cannot have it: %v", err)
	}
	if err := claim.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := claimPort(t.Context(), port)
	if err != nil {
		t.Fatalf("port %d stays claimed: %v", port, err)
	}
	again.Close()
}

// An instance claims its port for as long as it lives.
func TestInstanceClaimsItsPort(t *testing.T) {
	t.Parallel()
	in := start(t, config(t, "good"))
	if claim, err := claimPort(t.Context(), in.told); err == nil {
		claim.Close()
		t.Errorf("port %d is free for another run", in.told)
	}
	in.Kill()
	claim, err := claimPort(t.Context(), in.told)
	if err != nil {
		t.Fatalf("port %d stays claimed after its end: %v", in.told, err)
	}
	claim.Close()
}
