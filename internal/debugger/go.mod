module github.com/fcgen/fcgen/internal/debugger

go 1.26.0

require github.com/google/go-dap v0.12.0
