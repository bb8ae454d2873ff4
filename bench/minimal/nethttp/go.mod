module github.com/fcgen/fcgen/bench/minimal/nethttp

go 1.25.0
