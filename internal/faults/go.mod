module github.com/fcgen/fcgen/internal/faults

go 1.26.0
