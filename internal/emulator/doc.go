// Package emulator is Function Compute on a laptop: it keeps the instances of
// one function as the platform does, from their creation to their pre-stop, and
// passes calls to them through a gateway that never changes its address.
//
//	events ← Journal ← Emulator ─ pool ─ life of an instance (one goroutine each) ─ instance.Instance
//	                       ↑
//	HTTP trigger, InvokeFunction API, console
//
// Where the platform's own texts contradict each other, a Policy says which one
// is followed. Where they are silent, this is what happens here:
//
//   - An HTTP call that the function does not answer gets 502 and the platform's
//     JSON; an event call gets 200, an error type and an errorMessage.
//   - x-fc-status: 404 makes an event call a HandledInvocationError, whose body is
//     the function's own.
//   - After a timeout, and after a client hung up, an instance that takes one call
//     at a time is replaced, since the function may be busy still; one that takes
//     several goes on. A health check keeps it too after a client hung up.
//   - A pre-stop is called before every stop of an instance that was initialized,
//     and never where the initializer did not succeed.
//   - A start that fails answers the calls that waited for it, and the next call
//     tries again.
//
// One use:
//
//	e, err := emulator.New(emulator.Config{Function: f, Program: p})
//	go http.Serve(listener, e)
//	…
//	e.Close(ctx)
package emulator
