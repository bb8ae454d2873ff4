package retrofit

import "testing"

// A stub that does not check would silently be an empty package.
func TestStubsAreSound(t *testing.T) {
	t.Parallel()
	l := newLibrary(stubSource)
	for importPath, object := range map[string]string{
		"net/http": "ServeMux", "github.com/gin-gonic/gin": "Engine", "github.com/labstack/echo/v4": "Echo",
		"github.com/labstack/echo/v5": "StartConfig", "github.com/go-chi/chi/v5": "Mux", "github.com/gorilla/mux": "Router",
	} {
		p, err := l.Import(importPath)
		if err != nil || p.Scope().Lookup(object) == nil {
			t.Errorf("the stub of %s has no %s (%v)", importPath, object, err)
		}
	}
}
