package conformance

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// abort sends a hook's request and closes the connection before the answer.
func (s *server) abort(ctx context.Context, h fc.Hook) error {
	r := s.hookRequest(h, instance.HookCall{RequestID: instance.NewHookID()})
	s.show(r, "--max-time 0.02")
	w, err := s.dial(ctx)
	if err != nil {
		return err
	}
	if err := w.send(s.bytesOf(r, 0), s.driver.hookTimeout(h)); err != nil {
		w.close()
		return err
	}
	wait(ctx, s.driver.config.abortTime)
	w.reset()
	return nil
}

// otherMethod calls a hook's path by a method that is not the hook's, in a
// process where the hook has not run, and looks whether it runs.
func (d *driver) otherMethod(ctx context.Context, h fc.Hook, method string, right *hookRun) Result {
	begin := d.start
	if h.Name == preStop().Name {
		begin = d.serving
	}
	s, err := begin(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	nonce := h.Path + "-" + instance.NewHookID()[:8]
	beside := s.hook(ctx, h, instance.HookCall{Method: method, Path: nonce})
	a := s.hook(ctx, h, instance.HookCall{Method: method})
	m := s.marksIn(ctx, h, a)
	hookLike := a.Outcome == fc.Succeeded &&
		masked(a, h.Path, h.Path) == masked(right.answer, h.Path, h.Path) &&
		masked(a, h.Path, h.Path) != masked(beside, nonce, h.Path)
	switch {
	case m.ran():
		return s.report(failed("%s %s runs the hook: its marker %q is in the log", method, h.Path, m.loose[0]))
	case hookLike:
		return s.report(failed("%s %s answers like %s %s and otherwise than %s %s", method, h.Path, h.Method, h.Path, method, nonce))
	case a.Status == 0:
		return s.report(failed("%s %s %s", method, h.Path, strings.TrimPrefix(describeHook(a), "it ")))
	default:
		return s.report(passed("%s %s answers %d, and the hook does not run", method, h.Path, a.Status))
	}
}

// compareHeader calls a hook without one header of its call before: it must run
// all the same, which a status does not say.
func (d *driver) compareHeader(ctx context.Context, h fc.Hook, name string, with *hookRun) Result {
	if with.proof.verdict != Pass || with.unproven() {
		return skipped("nothing shows that the hook runs with the header: see %s", proofCase(h))
	}
	begin := d.start
	if h.Name == preStop().Name {
		begin = d.serving
	}
	s, err := begin(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	lacking := http.Header{name: nil}
	random := h.Path + "-" + nonce()
	beside := func() instance.HookAnswer { return s.hook(ctx, h, instance.HookCall{Path: random, Header: lacking}) }
	var other instance.HookAnswer
	if h.Name == preStop().Name { // afterwards a server may refuse everything
		other = beside()
	}
	without := s.hook(ctx, h, instance.HookCall{Header: lacking})
	name = strings.ToLower(name)
	got := fmt.Sprintf("%d with %s and without it", without.Status, name)
	if without.Status != with.answer.Status {
		return s.report(failed("with %s it %s, without it it %s", name, describeHook(with.answer), describeHook(without)))
	}
	if with.marks.ran() {
		if m := s.marksIn(ctx, h, without); !m.ran() {
			return s.report(failed("%s, but without it the hook does not run: no marker with its request id is in the log", got))
		}
		return s.report(passed("%s, and its marker is in the log", got))
	}
	if h.Name != preStop().Name {
		other = beside()
	}
	hook := masked(without, h.Path, h.Path)
	switch {
	case hook == masked(other, random, h.Path):
		return s.report(failed("%s, but without it the hook does not run: it gives the very answer of the random path %s", got, random))
	case hook != masked(with.answer, h.Path, h.Path):
		return s.report(unknown("%s, but it prints no marker, and the answers differ: whether the hook runs cannot be told", got))
	default:
		return s.report(passed("%s, with the same answer, which a random path does not give", got))
	}
}
