//go:build modules

package real

// The modules that are described, and those of the servers, so that go mod tidy keeps them.
import (
	_ "connectrpc.com/connect"
	_ "github.com/cloudwego/hertz/pkg/app/server"
	_ "github.com/danielgtaylor/huma/v2/adapters/humachi"
	_ "github.com/gin-gonic/gin"
	_ "github.com/go-chi/chi"
	_ "github.com/go-chi/chi/v5"
	_ "github.com/go-kratos/kratos/v2"
	_ "github.com/go-kratos/kratos/v2/transport/http"
	_ "github.com/gofiber/fiber"
	_ "github.com/gofiber/fiber/v2"
	_ "github.com/gofiber/fiber/v3"
	_ "github.com/gorilla/handlers"
	_ "github.com/gorilla/mux"
	_ "github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	_ "github.com/kataras/iris/v12"
	_ "github.com/labstack/echo"
	_ "github.com/labstack/echo/v4"
	_ "github.com/labstack/echo/v5"
	_ "github.com/rs/cors"
	_ "github.com/valyala/fasthttp"
	_ "github.com/zeromicro/go-zero/rest"
	_ "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	_ "golang.org/x/crypto/acme/autocert"
	_ "golang.org/x/net/http2/h2c"
	_ "google.golang.org/protobuf/types/known/emptypb"
)
