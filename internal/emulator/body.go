package emulator

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/fcgen/fcgen/internal/fc"
)

// errTooLarge ends a request body that is longer than the platform takes.
var errTooLarge = errors.New("the request body is larger than 32 MB")

// requestBody passes a client's body on until it is too large. It is not closed
// with the request that carries it, since another request may have to.
type requestBody struct {
	io.ReadCloser
	read  atomic.Int64
	large atomic.Bool
	bad   atomic.Pointer[error] // what is wrong with what the client sent
	atEnd func()                // may be nil

	record *recording
}

func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.record.sent(p[:n])
	if b.read.Add(int64(n)) > fc.MaxBody {
		b.large.Store(true)
		return 0, errTooLarge
	}
	if err != nil && err != io.EOF {
		b.bad.Store(&err)
	}
	if err == io.EOF && b.atEnd != nil {
		b.atEnd()
	}
	return n, err
}

// passTrailer gives what comes after the body of in to out, which announces the
// names before it has the values.
func (b *requestBody) passTrailer(in, out *http.Request) {
	if b == nil || len(in.Trailer) == 0 {
		return
	}
	fc.StripRequest(out.Trailer)
	b.atEnd = func() {
		for name := range out.Trailer {
			out.Trailer[name] = in.Trailer[name]
		}
	}
}

// Close does nothing: who carries a request may close its body and fail before
// anything was sent.
func (b *requestBody) Close() error { return nil }

// untouched reports whether nothing of it was read; a request without a body
// has the nil one.
func (b *requestBody) untouched() bool { return b == nil || b.read.Load() == 0 }

func (b *requestBody) tooLarge() bool { return b != nil && b.large.Load() }

// spoiled is why the client's body could not be read to its end; nil if it could.
func (b *requestBody) spoiled() error {
	if b == nil {
		return nil
	}
	if err := b.bad.Load(); err != nil {
		return *err
	}
	return nil
}

// endsEarly reports whether a body could not be read because the client hung
// up, and not because of what it sent.
func endsEarly(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.ErrUnexpectedEOF)
}

// buffers lends the buffers that bodies are copied with.
type buffers struct{ pool sync.Pool }

const bufferSize = 32 << 10

func newBuffers() *buffers {
	return &buffers{sync.Pool{New: func() any { return new([bufferSize]byte) }}}
}

// Get lends one.
func (b *buffers) Get() []byte { return b.pool.Get().(*[bufferSize]byte)[:] }

// Put takes it back.
func (b *buffers) Put(p []byte) { b.pool.Put((*[bufferSize]byte)(p)) }
